#include "script/image/state_reader.hpp"

#include "script/image/image_format.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace bounce::script {

namespace {

// Numbers that only count up stay far from their end.
constexpr std::uint64_t most_counted = std::numeric_limits<std::uint64_t>::max() / 4;

bool is_error_kind(std::uint8_t number) noexcept {
    const auto k = static_cast<error_kind>(number);
    return k == error_kind::runtime || error_name(k) != error_name(error_kind::runtime);
}

/// Whether a place of an error lies in the source of the module that it names.
bool is_inside(const script_error::place& p, const executable& code) {
    const std::uint64_t end = std::uint64_t{p.offset} + p.length;
    return std::ranges::any_of(code.modules(), [&](const auto& m) {
        return m->code->name == p.module &&
               (m->code->source.empty() || end <= m->code->source.size());
    });
}

}  // namespace

void state_reader::require(bool holds, std::string_view what, errc code) {
    if (holds || !in_.ok()) return;
    code_ = code;
    in_.fail(what);
}

result<std::unique_ptr<isolate_state>> state_reader::run() {
    modules();
    if (in_.ok()) values_.read_tables();
    if (in_.ok()) globals();
    if (in_.ok()) fibers();
    if (in_.ok()) timers();
    if (in_.ok()) mailboxes();
    if (in_.ok()) operations();
    if (in_.ok()) counters();
    if (in_.ok()) output();
    require(in_.left() == 0, "something follows behind its end");
    if (in_.ok()) connect();
    if (in_.ok()) values_.need(0);
    if (in_.ok()) return std::move(state_);
    if (values_.over_limit()) code_ = errc::limit_exceeded;
    return bounce::error{code_}.in("restore image", in_.problem());
}

void state_reader::modules() {
    const auto program = state_->code.modules();
    const std::size_t count = in_.count(sizeof(module_hash), "modules");
    require(count == program.size(), "it is of another program", errc::type_mismatch);
    for (std::size_t n = 0; n < count && in_.ok(); ++n) {
        const bytes_view hash = in_.raw(sizeof(module_hash));
        require(std::ranges::equal(hash, std::as_bytes(std::span{program[n]->code->hash})),
                "it is of another program: module " + program[n]->code->name +
                    " is not the one it was written with",
                errc::type_mismatch);
    }
}

void state_reader::globals() {
    for (auto& of_module : state_->globals)
        for (std::optional<value>& one : of_module) {
            value v;
            if (values_.read_unless_absent(v)) one = std::move(v);
        }
}

// --- timers, mailboxes, operations -------------------------------------------------------------------

void state_reader::timers() {
    const std::size_t count = in_.count(4, "timers");
    require(count <= state_->bounds.timers, "more timers are set than are allowed",
            errc::limit_exceeded);
    for (std::size_t n = 0; n < count && in_.ok(); ++n) {
        timer t;
        t.due_ns = in_.signed_number();
        t.sequence = in_.number();
        registration r = values_.read_waiter(select_arm::after, {});
        r.what.due_ns = t.due_ns;
        r.what.sequence = t.sequence;
        t.fiber = r.fiber;
        t.arm = r.what.arm;
        require(state_->timers.empty() || *state_->timers.rbegin() < t, "its timers do not ascend");
        state_->timers.insert(state_->timers.end(), t);
        values_.registrations().push_back(std::move(r));
    }
}

void state_reader::mailboxes() {
    const std::size_t count = in_.count(3, "mailboxes");
    for (std::size_t n = 0; n < count && in_.ok(); ++n) {
        const value name = values_.read_string();
        if (!in_.ok()) return;
        const auto [at, added] = state_->mailboxes.try_emplace(copied_name(name));
        require(added, "two mailboxes have one name");
        mailbox& box = at->second;
        const std::size_t items = in_.count(1, "signals");
        state_->mailbox_items += items;
        require(state_->mailbox_items <= state_->bounds.mailbox_items,
                "more signals wait than are allowed", errc::limit_exceeded);
        for (std::size_t i = 0; i < items && in_.ok(); ++i) box.items.push_back(values_.read());
        const std::size_t waiters = in_.count(2, "fibers that wait for a signal");
        for (std::size_t i = 0; i < waiters && in_.ok(); ++i) {
            registration r = values_.read_waiter(select_arm::signal, name);
            box.waiters.push_back({r.fiber, r.what.arm});
            values_.registrations().push_back(std::move(r));
        }
        require(!box.items.empty() || !box.waiters.empty(), "a mailbox is empty");
    }
}

void state_reader::operations() {
    const std::size_t count = in_.count(9, "operations");
    require(count <= state_->bounds.operations, "more operations are open than are allowed",
            errc::limit_exceeded);
    std::uint64_t number = 0;
    for (std::size_t n = 0; n < count && in_.ok(); ++n) {
        const std::uint64_t step = in_.number(most_counted, "the number of an operation");
        require(step != 0 && number + step <= most_counted, "its operations do not ascend");
        number += step;
        if (in_.ok()) one_operation(number);
    }
    const std::size_t abandoned = in_.count(1, "abandoned operations");
    for (std::size_t n = 0; n < abandoned && in_.ok(); ++n)
        state_->abandoned.push_back(in_.number());
}

void state_reader::one_operation(std::uint64_t number) {
    pending_operation p;
    const std::string_view module = values_.read_text();
    const std::string_view name = values_.read_text();
    const std::uint64_t arity = in_.number(250, "a number of parameters");
    const std::uint8_t effects = in_.byte();
    const std::uint64_t version = in_.number(0xffff, "a version");
    registration r = values_.read_waiter(select_arm::operation, {});
    p.fiber = r.fiber;
    p.arm = r.what.arm;
    p.taken = in_.boolean();
    const std::size_t arguments = in_.count(1, "arguments");
    values_.need(arguments * sizeof(value));
    for (std::size_t n = 0; n < arguments && in_.ok(); ++n) p.arguments.push_back(values_.read());
    require(arguments == arity, "an operation has another number of arguments than its native");
    if (!in_.ok()) return;

    const overload_set* named = state_->code.natives().natives().find(module, name);
    for (const native* one : named == nullptr ? std::span<const native* const>{} : named->all()) {
        const bool same = one->parameters.size() == arity && one->call == nullptr &&
                          static_cast<std::uint8_t>(one->effects) == effects &&
                          one->version == version;
        if (same && p.what == nullptr && one->matches(p.arguments)) p.what = one;
    }
    std::string missing = "an operation is open that this program cannot perform: ";
    missing += module.empty() ? "" : std::string{module} + "::";
    missing += std::string{name} + " with " + std::to_string(arity) + " arguments, version ";
    require(p.what != nullptr, missing + std::to_string(version), errc::type_mismatch);
    r.what.number = number;
    values_.registrations().push_back(std::move(r));
    state_->operations.emplace_hint(state_->operations.end(), number, std::move(p));
}

// --- the rest ----------------------------------------------------------------------------------------

void state_reader::counters() {
    isolate_state& s = *state_;
    s.main = in_.number(most_counted, "the number of a fiber");
    s.last_fiber = in_.number(most_counted, "the number of a fiber");
    s.last_operation = in_.number(most_counted, "the number of an operation");
    s.last_timer = in_.number(most_counted, "the number of a timer");
    s.channels_made = in_.number(most_counted, "the number of a channel");
    s.now_ns = in_.signed_number();
    s.fuel_used = in_.number(most_counted, "the fuel");
    s.main_ended = in_.boolean();
    s.result = values_.read();
    if (in_.boolean()) s.failure = error();
}

void state_reader::output() {
    const std::size_t count = in_.count(2, "lines");
    for (std::size_t n = 0; n < count && in_.ok(); ++n) {
        const std::uint8_t stream = in_.byte();
        require(stream <= static_cast<std::uint8_t>(output_line::stream::error),
                "a line goes to where there is nothing");
        output_line line{static_cast<output_line::stream>(stream), copied_text()};
        state_->output_bytes += line.text.size();
        state_->output.push_back(std::move(line));
    }
}

std::string state_reader::copied_name(const value& name) {
    if (!in_.ok()) return {};
    const std::string_view t = name.text();
    copied_bytes_ += t.size();
    if (copied_bytes_ <= state_->bounds.image_bytes) return std::string{t};
    values_.limit("its messages are larger than an image may be");
    return {};
}

std::string state_reader::copied_text() { return copied_name(values_.read_string()); }

std::unique_ptr<script_error> state_reader::error() {
    auto e = std::make_unique<script_error>();
    const std::uint8_t number = in_.byte();
    require(is_error_kind(number), "an error is of no known kind");
    e->kind = static_cast<error_kind>(number);
    e->message = copied_text();
    e->is_thrown = in_.boolean();
    e->thrown = values_.read();
    const std::size_t places = in_.count(6, "places of an error");
    require(places <= 2 * script_error::chain_places, "the call chain of an error is too long");
    for (std::size_t n = 0; n < places && in_.ok(); ++n) e->chain.push_back(error_place());
    const std::size_t origins = in_.count(7, "fibers of an error");
    require(origins <= script_error::chain_places, "the chain of fibers of an error is too long");
    for (std::size_t n = 0; n < origins && in_.ok(); ++n) {
        const std::uint64_t fiber = in_.number();
        e->spawned.push_back({fiber, error_place()});
    }
    return e;
}

script_error::place state_reader::error_place() {
    script_error::place p;
    p.module = copied_text();
    p.function = copied_text();
    p.line = in_.number32("a line");
    p.column = in_.number32("a column");
    p.offset = in_.number32("a place in a source");
    p.length = in_.number32("a place in a source");
    if (in_.ok()) require(is_inside(p, state_->code), "an error happened where there is no source");
    return p;
}

// --- what belongs together ---------------------------------------------------------------------------

void state_reader::connect() {
    connect_waits();
    if (in_.ok()) connect_children();
    if (in_.ok()) check_tasks();
    if (in_.ok()) check_ready();
    if (in_.ok()) check_numbers();
}

void state_reader::connect_waits() {
    for (registration& r : values_.registrations()) {
        fiber* f = state_->fibers.find(r.fiber);
        require(f != nullptr && f->phase == fiber_phase::waiting,
                "somebody waits who is not there, or does not wait");
        if (!in_.ok()) return;
        f->waits.push_back(std::move(r.what));
    }
    for (fiber* f : state_->fibers.sorted())
        if (f->phase == fiber_phase::waiting) check_waits(*f);
}

void state_reader::check_waits(fiber& f) {
    std::ranges::sort(f.waits, {}, &wait::arm);
    const frame& top = f.frames.back();
    const std::uint32_t word = top.function->code->words[top.pc];
    const bool is_select = number_of(word) == static_cast<std::uint8_t>(opcode::select);
    const std::size_t arms = is_select ? c_of(word) : 1;
    require(!f.waits.empty(), "a fiber waits for nothing");
    for (std::size_t n = 0; n < f.waits.size() && in_.ok(); ++n) {
        require(f.waits[n].arm < arms, "a fiber waits with an arm that it does not have");
        require(n == 0 || f.waits[n - 1].arm != f.waits[n].arm, "a fiber waits twice with one arm");
    }
}

void state_reader::connect_children() {
    for (fiber* f : state_->fibers.sorted()) {
        if (f->parent == 0) continue;
        fiber* parent = state_->fibers.find(f->parent);
        require(parent != nullptr && parent->id < f->id, "a fiber has a parent that is not there");
        if (!in_.ok()) return;
        f->previous_sibling = parent->last_child;
        if (fiber* before = state_->fibers.find(parent->last_child))
            before->next_sibling = f->id;
        else
            parent->first_child = f->id;
        parent->last_child = f->id;
    }
    for (const fiber* f : state_->fibers.sorted())
        require(f->phase != fiber_phase::ending || f->first_child != 0,
                "a fiber that has ended waits for no children");
}

void state_reader::check_tasks() {
    for (const fiber* f : state_->fibers.sorted()) {
        const auto& task = as<task_object>(f->task);
        require(task.fiber == f->id && task.state == task_state::running,
                "a fiber has the task of another");
    }
    const auto running = std::ranges::count_if(values_.shared(), [](const value& v) {
        return v.is(kind::task) && as<task_object>(v).state == task_state::running;
    });
    require(static_cast<std::size_t>(running) == state_->fibers.size(),
            "a task that is running has no fiber");
}

void state_reader::check_ready() {
    std::vector<fiber_id> all{state_->ready.begin(), state_->ready.end()};
    std::ranges::sort(all);
    require(std::ranges::adjacent_find(all) == all.end(), "a fiber is ready twice");
    for (const fiber_id id : all) {
        const fiber* f = state_->fibers.find(id);
        require(f != nullptr && f->phase == fiber_phase::ready,
                "somebody is ready who is not there, or waits");
    }
    const auto ready = std::ranges::count_if(
        state_->fibers.sorted(), [](const fiber* f) { return f->phase == fiber_phase::ready; });
    require(static_cast<std::size_t>(ready) == all.size(), "a fiber that is ready has no turn");
}

void state_reader::check_numbers() {
    const isolate_state& s = *state_;
    const std::vector<fiber*> all = s.fibers.sorted();
    require(all.empty() || all.back()->id <= s.last_fiber, "the numbers of its fibers are used up");
    require(s.operations.empty() || s.operations.rbegin()->first <= s.last_operation,
            "the numbers of its operations are used up");
    for (const timer& t : s.timers)
        require(t.sequence <= s.last_timer, "the numbers of its timers are used up");
    require(s.main != 0 && s.main <= s.last_fiber, "it was never started");
    require((s.fibers.find(s.main) == nullptr) == s.main_ended,
            "its main fiber has ended, and has not");
}

}  // namespace bounce::script
