#include "script/image/value_writer.hpp"

#include "script/machine/module.hpp"
#include "script/values/blob.hpp"
#include "script/values/range.hpp"

#include <span>

namespace bounce::script {

namespace {

void write_tag(wire_writer& out, image_tag tag) { out.byte(static_cast<std::uint8_t>(tag)); }

/// A number in the tag itself if it is small, else behind it.
void write_tagged(wire_writer& out, image_tag small, image_tag large, std::uint64_t number) {
    if (number < small_numbers) {
        out.byte(static_cast<std::uint8_t>(static_cast<std::uint64_t>(small) + number));
        return;
    }
    write_tag(out, large);
    out.number(number);
}

}  // namespace

void value_writer::write(wire_writer& out, const value& v) {
    switch (v.tag()) {
        case kind::unit: return write_tag(out, image_tag::unit);
        case kind::boolean: return write_tag(out, v.as_bool() ? image_tag::yes : image_tag::no);
        case kind::integer: {
            const std::int64_t i = v.as_int();
            if (i >= 0 && i < static_cast<std::int64_t>(small_numbers))
                return out.byte(static_cast<std::uint8_t>(
                    static_cast<std::int64_t>(image_tag::small_integer) + i));
            write_tag(out, image_tag::integer);
            return out.signed_number(i);
        }
        case kind::floating: write_tag(out, image_tag::floating); return out.floating(v.as_float());
        case kind::character: write_tag(out, image_tag::character); return out.number(v.as_char());
        case kind::duration:
            write_tag(out, image_tag::duration);
            return out.signed_number(v.as_duration());
        case kind::timestamp:
            write_tag(out, image_tag::timestamp);
            return out.signed_number(v.as_timestamp());
        case kind::short_string:
        case kind::string:
            return write_tagged(out, image_tag::small_string, image_tag::string, string(v.text()));
        case kind::cell:
        case kind::channel:
        case kind::semaphore:
        case kind::task:
            write_tag(out, image_tag::shared);
            return out.number(shared(*v.as_object()));
        case kind::host_handle: refused_ = true; return;
        case kind::array:
        case kind::blob:
        case kind::map:
        case kind::range:
        case kind::fn:
        case kind::iterator: break;
    }
    if (!is_prepared(v)) prepare(*v.as_object());
    write_tagged(out, image_tag::small_object, image_tag::object,
                 object_numbers_.find(v.as_object())->second);
}

std::uint64_t value_writer::string(std::string_view text) {
    const auto [at, added] = string_numbers_.try_emplace(text, string_numbers_.size());
    if (added) strings_.text(text);
    return at->second;
}

std::uint64_t value_writer::shape_number(const shape& s) {
    const auto [at, added] = shape_numbers_.try_emplace(&s, shape_numbers_.size());
    if (added) {
        shapes_.number(s.keys.size());
        for (const value& key : s.keys) shapes_.number(string(key.text()));
    }
    return at->second;
}

std::uint64_t value_writer::shared(const object& o) {
    const auto [at, added] = shared_numbers_.try_emplace(&o, shared_order_.size());
    if (added) shared_order_.push_back(&o);
    return at->second;
}

void value_writer::keep(const value& v) {
    if (is_shared_kind(v.tag())) (void)shared(*v.as_object());
}

// --- objects ---------------------------------------------------------------------------------------

/// Whether `v` can be referred to; if not, it is an object to be prepared first.
bool value_writer::is_prepared(const value& v) {
    if (!v.is_heap() || v.is_string() || is_shared_kind(v.tag()) || v.is(kind::host_handle))
        return true;
    const auto found = object_numbers_.find(v.as_object());
    if (found == object_numbers_.end()) return false;
    // No way to a script leads to a value inside itself; were there one, it is not written.
    if (found->second == in_progress) refused_ = true;
    return true;
}

/// Writes an object behind all those inside it.
void value_writer::prepare(const object& o) {
    std::vector<walk_frame> open{{&o}};
    object_numbers_.emplace(&o, in_progress);
    while (!open.empty()) {
        walk_frame& at = open.back();
        const std::size_t count = child_count(*at.in);
        while (at.next < count && is_prepared(child_at(*at.in, at.next))) ++at.next;
        if (at.next < count) {
            const object& inner = *child_at(*at.in, at.next).as_object();
            object_numbers_.emplace(&inner, in_progress);
            open.push_back({&inner});
            continue;
        }
        write_object(*at.in);
        object_numbers_[at.in] = objects_count_++;
        open.pop_back();
    }
}

void value_writer::write_object(const object& o) {
    objects_.byte(static_cast<std::uint8_t>(o.tag));
    switch (o.tag) {
        case kind::array: {
            const auto& items = static_cast<const array_object&>(o).items;
            objects_.number(items.size());
            for (const value& item : items) write(objects_, item);
            return;
        }
        case kind::blob: {
            const auto& content = static_cast<const blob_object&>(o).bytes;
            objects_.number(content.size());
            return objects_.raw(std::as_bytes(std::span{content}));
        }
        case kind::range: {
            const auto& r = static_cast<const range_object&>(o);
            objects_.byte(r.inclusive ? 1 : 0);
            objects_.signed_number(r.begin);
            return objects_.signed_number(r.end);
        }
        case kind::map: return write_map(static_cast<const map_object&>(o));
        case kind::fn: return write_fn(static_cast<const fn_object&>(o));
        default: return write_iterator(static_cast<const iterator_object&>(o));
    }
}

void value_writer::write_map(const map_object& m) {
    if (const shape* layout = m.layout()) {
        objects_.number(shape_number(*layout) + 1);
        for (const value& item : m.slots()) write(objects_, item);
        return;
    }
    objects_.number(0);
    objects_.number(m.size());
    m.for_each([this](const value& key, const value& item) {
        objects_.number(string(key.text()));
        write(objects_, item);
    });
}

void value_writer::write_fn(const fn_object& f) {
    const bool own_name = f.resolved() && f.home->code->functions[f.function].name == f.name.text();
    objects_.byte(static_cast<std::uint8_t>((f.resolved() ? fn_flags::resolved : 0) |
                                            (f.anonymous ? fn_flags::anonymous : 0) |
                                            (own_name ? fn_flags::own_name : 0)));
    objects_.number(f.home == nullptr ? 0 : std::uint64_t{f.home->index} + 1);
    if (f.resolved()) objects_.number(f.function);
    if (!own_name) objects_.number(string(f.name.text()));
    objects_.number(f.curried.size());
    for (const value& one : f.curried) write(objects_, one);
}

void value_writer::write_iterator(const iterator_object& it) {
    objects_.byte(static_cast<std::uint8_t>(it.over));
    objects_.byte(static_cast<std::uint8_t>((it.inclusive ? 1 : 0) | (it.finished ? 2 : 0)));
    write(objects_, it.source);
    objects_.signed_number(it.position);
    objects_.signed_number(it.end);
    objects_.signed_number(it.step);
    objects_.signed_number(it.delivered);
}

// --- shared objects ----------------------------------------------------------------------------------

void value_writer::write_shared() {
    // What is written may add to the list.
    for (std::size_t n = 0; n < shared_order_.size(); ++n) {
        const object& o = *shared_order_[n];
        if (o.tag == kind::cell) {
            const auto& cell = static_cast<const cell_object&>(o);
            shared_.byte(
                static_cast<std::uint8_t>((cell.borrowed ? 1 : 0) | (cell.constant ? 2 : 0)));
            write(shared_, cell.content);
        } else if (o.tag == kind::task) {
            write_task(static_cast<const task_object&>(o));
        } else {
            write_channel(static_cast<const channel_object&>(o));
        }
    }
}

void value_writer::write_channel(const channel_object& c) {
    shared_.byte(c.closed ? 1 : 0);
    shared_.number(c.capacity);
    shared_.number(c.available);
    shared_.number(c.buffer.size());
    for (const value& item : c.buffer) write(shared_, item);
    shared_.number(c.receivers.size());
    for (const channel_waiter& w : c.receivers) {
        shared_.number(w.fiber);
        shared_.number(w.arm);
    }
    shared_.number(c.senders.size());
    for (const channel_waiter& w : c.senders) {
        shared_.number(w.fiber);
        shared_.number(w.arm);
        write(shared_, w.item);
    }
}

void value_writer::write_task(const task_object& t) {
    shared_.number(t.fiber);
    shared_.byte(static_cast<std::uint8_t>(t.state));
    shared_.byte(static_cast<std::uint8_t>((t.detached ? 1 : 0) | (t.joined ? 2 : 0)));
    write(shared_, t.outcome);
    shared_.number(t.waiters.size());
    for (const task_object::waiter& w : t.waiters) {
        shared_.number(w.fiber);
        shared_.number(w.arm);
    }
}

void value_writer::append_tables(wire_writer& out) const {
    out.number(string_numbers_.size());
    out.raw(strings_.written());
    out.number(shape_numbers_.size());
    out.raw(shapes_.written());
    out.number(shared_order_.size());
    for (const object* o : shared_order_) out.byte(static_cast<std::uint8_t>(o->tag));
    out.number(objects_count_);
    out.raw(objects_.written());
    out.raw(shared_.written());
}

}  // namespace bounce::script
