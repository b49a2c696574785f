#include "script/image/value_reader.hpp"

#include "script/image/iterator_check.hpp"
#include "script/image/value_writer.hpp"
#include "script/machine/module.hpp"
#include "script/values/blob.hpp"
#include "script/values/range.hpp"
#include "script/values/string.hpp"

#include <algorithm>
#include <utility>

namespace bounce::script {

value_reader::~value_reader() {
    for (shape* s : shapes_) s->release();
}

void value_reader::limit(std::string_view what) {
    if (in_.ok()) over_limit_ = true;
    in_.fail(what);
}

void value_reader::need(std::size_t bytes) {
    if (state_.heap.has_room(bytes)) return;
    limit("the heap would be larger than " + std::to_string(state_.heap.limit_bytes()) + " bytes");
}

/// A number of things that each take a value on the heap at least.
std::size_t value_reader::read_count(std::size_t least_bytes, std::string_view what) {
    const std::size_t count = in_.count(least_bytes, what);
    need(count * sizeof(value));
    return in_.ok() ? count : 0;
}

// --- values ----------------------------------------------------------------------------------------

value value_reader::read() { return tagged(in_.byte()); }

bool value_reader::read_unless_absent(value& into) {
    const std::uint8_t tag = in_.byte();
    if (tag == static_cast<std::uint8_t>(image_tag::absent)) return false;
    into = tagged(tag);
    return true;
}

value value_reader::tagged(std::uint8_t tag) {
    const std::uint64_t low = tag % small_numbers;
    if (tag >= static_cast<std::uint8_t>(image_tag::small_object))
        return entry(objects_, low, "an object");
    if (tag >= static_cast<std::uint8_t>(image_tag::small_string))
        return entry(strings_, low, "a string");
    if (tag >= static_cast<std::uint8_t>(image_tag::small_integer))
        return value::integer(static_cast<std::int64_t>(low));
    switch (static_cast<image_tag>(tag)) {
        case image_tag::unit: return {};
        case image_tag::no: return value::boolean(false);
        case image_tag::yes: return value::boolean(true);
        case image_tag::integer: return value::integer(in_.signed_number());
        case image_tag::floating: return value::floating(in_.floating());
        case image_tag::character: {
            const std::uint64_t c = in_.number(0x10'ffff, "a char");
            if (c >= 0xd800 && c <= 0xdfff) in_.fail("a char is not a Unicode scalar value");
            return value::character(static_cast<char32_t>(in_.ok() ? c : 0));
        }
        case image_tag::duration: return value::duration(in_.signed_number());
        case image_tag::timestamp: return value::timestamp(in_.signed_number());
        case image_tag::string: return entry(strings_, in_.number(), "a string");
        case image_tag::object: return entry(objects_, in_.number(), "an object");
        case image_tag::shared: return entry(shared_, in_.number(), "a shared object");
        default: in_.fail("a value is of no known kind"); return {};
    }
}

value value_reader::entry(const std::vector<value>& table, std::uint64_t number,
                          std::string_view what) {
    if (number < table.size()) return table[static_cast<std::size_t>(number)];
    in_.fail(std::string{what} + " is referred to that is not there");
    return {};
}

value value_reader::read_string() { return entry(strings_, in_.number(), "a string"); }

std::string_view value_reader::read_text() {
    const std::uint64_t number = in_.number();
    if (number < strings_.size()) return strings_[static_cast<std::size_t>(number)].text();
    in_.fail("a string is referred to that is not there");
    return {};
}

value value_reader::read_shared(kind wanted, std::string_view what) {
    value found = entry(shared_, in_.number(), what);
    if (found.is(wanted)) return found;
    in_.fail(std::string{what} + " is something else");
    return {};
}

const linked_function* value_reader::read_function() {
    const std::uint64_t home = in_.number();
    const std::uint64_t function = in_.number();
    const auto modules = state_.code.modules();
    if (home < modules.size() && function < modules[home]->functions.size())
        return &modules[home]->functions[function];
    in_.fail("a function is referred to that the program does not have");
    return nullptr;
}

registration value_reader::read_waiter(select_arm kind, value object) {
    registration r{in_.number(), {}};
    r.what.kind = kind;
    r.what.arm = in_.number32("an arm");
    r.what.object = std::move(object);
    return r;
}

// --- tables ----------------------------------------------------------------------------------------

void value_reader::read_tables() {
    read_strings();
    read_shapes();
    read_shared_kinds();
    read_objects();
    read_shared_contents();
}

void value_reader::read_strings() {
    const std::size_t count = read_count(1, "strings");
    strings_.reserve(count);
    for (std::size_t n = 0; n < count && in_.ok(); ++n)
        strings_.push_back(make_string(&state_.heap, in_.text()));
}

void value_reader::read_shapes() {
    const std::size_t count = read_count(1, "shapes");
    shapes_.reserve(count);
    for (std::size_t n = 0; n < count && in_.ok(); ++n) {
        std::vector<value> keys(read_count(1, "keys"));
        if (keys.size() > map_object::shaped_keys) in_.fail("a shape has too many keys");
        for (value& key : keys) key = read_string();
        for (std::size_t k = 1; k < keys.size() && in_.ok(); ++k)
            if (keys[k - 1].text() >= keys[k].text()) in_.fail("the keys of a map do not ascend");
        if (in_.ok()) shapes_.push_back(state_.heap.shapes().of(std::move(keys)));
    }
}

void value_reader::read_shared_kinds() {
    const std::size_t count = read_count(1, "shared objects");
    shared_.reserve(count);
    for (std::size_t n = 0; n < count && in_.ok(); ++n) {
        need(sizeof(channel_object));
        switch (static_cast<kind>(in_.byte())) {
            case kind::cell: shared_.push_back(make_cell(&state_.heap, {})); break;
            case kind::channel: shared_.push_back(make_channel(&state_.heap, 0)); break;
            case kind::semaphore: shared_.push_back(make_semaphore(&state_.heap, 0)); break;
            case kind::task: shared_.push_back(make_task(&state_.heap, 0)); break;
            default: in_.fail("a shared object is of no known kind");
        }
    }
}

void value_reader::read_objects() {
    const std::size_t count = read_count(2, "objects");
    objects_.reserve(count);
    for (std::size_t n = 0; n < count && in_.ok(); ++n) objects_.push_back(read_object());
}

value value_reader::read_object() {
    need(sizeof(iterator_object));
    switch (static_cast<kind>(in_.byte())) {
        case kind::array: return read_array();
        case kind::blob: return read_blob();
        case kind::map: return read_map();
        case kind::range: {
            const bool inclusive = in_.boolean();
            const std::int64_t begin = in_.signed_number();
            return make_range(&state_.heap, begin, in_.signed_number(), inclusive);
        }
        case kind::fn: return read_fn();
        case kind::iterator: return read_iterator();
        default: in_.fail("an object is of no known kind"); return {};
    }
}

value value_reader::read_array() {
    std::vector<value> items(read_count(1, "items"));
    for (value& item : items) item = read();
    return make_array(&state_.heap, std::move(items));
}

value value_reader::read_blob() {
    const bytes_view content = in_.raw(in_.count(1, "bytes of a blob"));
    need(content.size());
    if (!in_.ok()) return {};
    std::vector<std::uint8_t> copy(content.size());
    std::ranges::transform(content, copy.begin(),
                           [](std::byte b) { return std::to_integer<std::uint8_t>(b); });
    return make_blob(&state_.heap, std::move(copy));
}

value value_reader::read_map() {
    const std::uint64_t number = in_.number();
    if (number != 0) {
        if (number > shapes_.size()) in_.fail("a shape is referred to that is not there");
        if (!in_.ok()) return {};
        shape* keys = shapes_[static_cast<std::size_t>(number - 1)];
        need(keys->keys.size() * sizeof(value));
        if (!in_.ok()) return {};
        std::vector<value> slots(keys->keys.size());
        for (value& slot : slots) slot = read();
        return make_map(&state_.heap, keys, std::move(slots));
    }
    const std::size_t count = read_count(2, "keys");
    value made = make_map(&state_.heap);
    value before;
    for (std::size_t n = 0; n < count && in_.ok(); ++n) {
        value key = read_string();
        if (n != 0 && in_.ok() && before.text() >= key.text())
            in_.fail("the keys of a map do not ascend");
        value item = read();
        if (in_.ok()) as<map_object>(made).set(key, std::move(item));
        before = std::move(key);
        need(2 * sizeof(value));
    }
    return made;
}

value value_reader::read_fn() {
    const std::uint8_t flags = in_.byte();
    if (flags > (fn_flags::resolved | fn_flags::anonymous | fn_flags::own_name))
        in_.fail("a function value has unknown flags");
    const bool resolved = (flags & fn_flags::resolved) != 0;
    const auto modules = state_.code.modules();
    const std::uint64_t home = in_.number(modules.size(), "the module of a function value");
    const module* where = home == 0 ? nullptr : modules[static_cast<std::size_t>(home - 1)].get();
    const std::uint64_t index = resolved ? in_.number() : fn_object::unresolved;
    if (resolved && (where == nullptr || index >= where->functions.size()))
        in_.fail("a function is referred to that the program does not have");
    const bool own_name = (flags & fn_flags::own_name) != 0;
    if (own_name && !resolved) in_.fail("a function value has no name");
    if (!in_.ok()) return {};
    const function_code* code = resolved ? where->functions[index].code : nullptr;
    const value name = own_name ? make_string(&state_.heap, code->name) : read_string();
    std::vector<value> curried(read_count(1, "curried values"));
    for (value& one : curried) one = read();
    if (!in_.ok()) return {};
    value made = resolved ? make_fn(&state_.heap, where, static_cast<std::uint32_t>(index),
                                    code->parameters, name)
                          : make_named_fn(&state_.heap, where, name);
    auto& fn = as<fn_object>(made);
    fn.anonymous = (flags & fn_flags::anonymous) != 0;
    fn.curried = std::move(curried);
    fn.settle();
    return made;
}

value value_reader::read_iterator() {
    const std::uint8_t over = in_.byte();
    const std::uint8_t flags = in_.byte();
    if (over > static_cast<std::uint8_t>(iteration::channel) || flags > 3)
        in_.fail("an iterator is of no known kind");
    if (!in_.ok()) return {};
    value made = create<iterator_object>(&state_.heap, static_cast<iteration>(over));
    auto& it = as<iterator_object>(made);
    it.inclusive = (flags & 1) != 0;
    it.finished = (flags & 2) != 0;
    it.source = read();
    it.position = in_.signed_number();
    it.end = in_.signed_number();
    it.step = in_.signed_number();
    it.delivered = in_.signed_number();
    if (!is_sound(it)) in_.fail("an iterator is outside of what it goes over");
    return made;
}

// --- shared objects ----------------------------------------------------------------------------------

void value_reader::read_shared_contents() {
    for (std::size_t n = 0; n < shared_.size() && in_.ok(); ++n) {
        const value& v = shared_[n];
        if (v.is_cell()) {
            const std::uint8_t flags = in_.byte();
            if (flags > 3) in_.fail("a captured variable has unknown flags");
            as<cell_object>(v).borrowed = (flags & 1) != 0;
            as<cell_object>(v).constant = (flags & 2) != 0;
            as<cell_object>(v).content = read();
        } else if (v.is(kind::task)) {
            read_task(v);
        } else {
            read_channel(v);
        }
    }
}

void value_reader::read_channel(const value& v) {
    auto& channel = as<channel_object>(v);
    channel.closed = in_.boolean();
    channel.capacity = in_.number();
    channel.available = in_.number();
    const std::size_t items = read_count(1, "items of a channel");
    if (items > channel.capacity || (channel.is_semaphore() && items != 0))
        in_.fail("a channel holds more than it has room for");
    for (std::size_t n = 0; n < items && in_.ok(); ++n) channel.buffer.push_back(read());
    const std::size_t receivers = read_count(2, "receivers");
    for (std::size_t n = 0; n < receivers && in_.ok(); ++n) {
        registrations_.push_back(read_waiter(select_arm::receive, v));
        const registration& r = registrations_.back();
        channel.receivers.push_back({r.fiber, r.what.arm, {}});
    }
    const std::size_t senders = read_count(3, "senders");
    if (channel.is_semaphore() && senders != 0) in_.fail("somebody sends to a semaphore");
    for (std::size_t n = 0; n < senders && in_.ok(); ++n) {
        registrations_.push_back(read_waiter(select_arm::send, v));
        const registration& r = registrations_.back();
        channel.senders.push_back({r.fiber, r.what.arm, read()});
    }
    channel.settle();
}

void value_reader::read_task(const value& v) {
    auto& task = as<task_object>(v);
    task.fiber = in_.number();
    const std::uint8_t state = in_.byte();
    const std::uint8_t flags = in_.byte();
    if (state > static_cast<std::uint8_t>(task_state::cancelled) || flags > 3)
        in_.fail("a task is in no known state");
    if (!in_.ok()) return;
    task.state = static_cast<task_state>(state);
    task.detached = (flags & 1) != 0;
    task.joined = (flags & 2) != 0;
    task.outcome = read();
    const std::size_t waiters = read_count(2, "fibers that join");
    if (waiters != 0 && task.state != task_state::running)
        in_.fail("a task that has ended is waited for");
    for (std::size_t n = 0; n < waiters && in_.ok(); ++n) {
        registrations_.push_back(read_waiter(select_arm::join, v));
        task.waiters.push_back({registrations_.back().fiber, registrations_.back().what.arm});
    }
}

}  // namespace bounce::script
