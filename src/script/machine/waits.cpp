#include "script/code/operands.hpp"
#include "script/machine/interpreter.hpp"

namespace bounce::script {

// How the running fiber comes to wait: alone, for the host, or for the first of several things.

// A cancellation arrives where the fiber is about to wait, once.
bool interpreter::cancelled_now() {
    if (!f_.cancel_asked || f_.cancel_arrived) return false;
    f_.cancel_arrived = true;
    raise(error_kind::cancelled, "the fiber was cancelled");
    return true;
}

interpreter::flow interpreter::wait_for(select_arm what, value object, std::int64_t due_ns) {
    if (cancelled_now()) return flow::failed;
    if (what == select_arm::after && !room_for_timer()) return flow::failed;
    f_.waits.push_back({.kind = what, .object = std::move(object), .due_ns = due_ns});
    register_waits(s_, f_);
    return flow::waits;
}

bool interpreter::room_for_timer() {
    return s_.timers.size() < s_.bounds.timers ||
           raise(error_kind::data_too_large,
                 std::to_string(s_.bounds.timers) + " timers are set, which is the limit");
}

// --- operations of the host ------------------------------------------------------------------------

bool interpreter::add_operation(const native& n, std::span<value> arguments, std::uint32_t arm) {
    if (s_.operations.size() >= s_.bounds.operations)
        return raise(error_kind::data_too_large,
                     std::to_string(s_.bounds.operations) +
                         " operations wait for the host, which is the limit");
    pending_operation& added = s_.operations[++s_.last_operation];
    added.what = &n;
    added.fiber = f_.id;
    added.arm = arm;
    for (value& v : arguments) added.arguments.push_back(std::move(v));
    f_.waits.push_back({.kind = select_arm::operation, .arm = arm, .number = s_.last_operation});
    return true;
}

interpreter::flow interpreter::begin_operation(const native& n, std::span<value> arguments) {
    if (cancelled_now() || !add_operation(n, arguments, 0)) return flow::failed;
    register_waits(s_, f_);
    return flow::waits;
}

// --- spawn -----------------------------------------------------------------------------------------

bool interpreter::spawn(std::uint32_t word) {
    if (s_.fibers.size() >= s_.bounds.fibers)
        return raise(error_kind::data_too_large,
                     std::to_string(s_.bounds.fibers) + " fibers exist, which is the limit");
    const value callee = std::move(registers()[b_of(word)]);
    fiber& child = new_fiber(s_, &f_);
    child.spawned_in = top().function;
    child.spawn_pc = top().pc;
    if (!interpreter{s_, child, fuel_}.begin(callee, {})) {
        f_.error = std::move(child.error);
        end_fiber(s_, child);
        return false;
    }
    registers()[a_of(word)] = child.task;
    make_ready(s_, child);
    return true;
}

// --- select ----------------------------------------------------------------------------------------

interpreter::flow interpreter::select(const std::uint32_t* pc) {
    const std::size_t count = c_of(*pc);
    for (std::size_t n = 0; n < count; ++n) {
        value result;
        const flow tried = try_arm(pc, n, result);
        if (tried == flow::waits) continue;
        if (tried != flow::next) return tried;
        value* window = registers() + a_of(*pc);
        window[0] = value::integer(static_cast<std::int64_t>(n));
        window[1] = std::move(result);
        return flow::next;
    }
    if (cancelled_now()) return flow::failed;
    for (std::size_t n = 0; n < count; ++n) {
        if (add_arm(pc, n)) continue;
        // Nothing was registered but operations that nobody has seen.
        for (const wait& w : f_.waits)
            if (w.kind == select_arm::operation) s_.operations.erase(w.number);
        f_.waits.clear();
        return flow::failed;
    }
    register_waits(s_, f_);
    return flow::waits;
}

namespace {

[[nodiscard]] arm_operand arm_at(const std::uint32_t* pc, std::size_t n) noexcept {
    const std::uint32_t* words = pc + 1 + n * select_arm_words;
    return {static_cast<select_arm>(number_of(words[0])), a_of(words[0]), b_of(words[0]),
            c_of(words[0]), words[1]};
}

}  // namespace

// flow::waits: it is not ready.
interpreter::flow interpreter::try_arm(const std::uint32_t* pc, std::size_t n, value& result) {
    const arm_operand arm = arm_at(pc, n);
    value* r = registers();
    switch (arm.kind) {
        case select_arm::receive:
        case select_arm::send: {
            const value& object = r[arm.a];
            const bool fits = object.is(kind::channel) ||
                              (object.is(kind::semaphore) && arm.kind == select_arm::receive);
            if (!fits) return wrong_arm("a channel", object);
            auto& channel = as<channel_object>(object);
            if (arm.kind == select_arm::receive) {
                auto item = try_receive(s_, channel);
                if (item) result = std::move(*item);
                return item ? flow::next : flow::waits;
            }
            if (channel.closed) {
                raise(error_kind::channel_closed, "the channel is closed");
                return flow::failed;
            }
            value item = r[arm.b];
            return try_send(s_, channel, item) ? flow::next : flow::waits;
        }
        case select_arm::join:
            if (!r[arm.a].is(kind::task)) return wrong_arm("a task", r[arm.a]);
            if (as<task_object>(r[arm.a]).state == task_state::running) return flow::waits;
            return join(r[arm.a], result);
        case select_arm::signal: {
            if (!r[arm.a].is_string()) return wrong_arm("the name of a signal", r[arm.a]);
            auto item = take_posted(s_, r[arm.a].text());
            if (item) result = std::move(*item);
            return item ? flow::next : flow::waits;
        }
        case select_arm::operation: return flow::waits;
        case select_arm::after: {
            const auto due = due_after(r[arm.a]);
            if (!due) return flow::failed;
            return *due <= s_.now_ns ? flow::next : flow::waits;
        }
        case select_arm::otherwise: return flow::next;
    }
    return flow::waits;
}

interpreter::flow interpreter::wrong_arm(std::string_view wanted, const value& found) {
    raise(error_kind::mismatch_data_type, "select needs " + std::string{wanted} + " here, not `" +
                                              std::string{type_name(found)} + '`');
    return flow::failed;
}

bool interpreter::add_arm(const std::uint32_t* pc, std::size_t n) {
    const arm_operand arm = arm_at(pc, n);
    value* r = registers();
    const auto number = static_cast<std::uint32_t>(n);
    if (arm.kind == select_arm::operation) {
        const native_link& link = home().natives[arm.import];
        const std::span<value> arguments{r + arm.a, arm.argc};
        const native* found = link.overloads->select(arguments);
        if (found != nullptr && found->call == nullptr)
            return add_operation(*found, arguments, number);
        (void)not_found(link.import->name, arguments);
        return false;
    }
    wait w{.kind = arm.kind, .arm = number};
    if (arm.kind == select_arm::after) {
        if (!room_for_timer()) return false;
        w.due_ns = *due_after(r[arm.a]);
    } else {
        w.object = r[arm.a];
        if (arm.kind == select_arm::send) w.item = r[arm.b];
    }
    f_.waits.push_back(std::move(w));
    return true;
}

}  // namespace bounce::script
