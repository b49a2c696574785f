#include "script/machine/interpreter.hpp"
#include "script/values/string.hpp"
#include "script/values/walks.hpp"

#include <cmath>

namespace bounce::script {

// What the machine does under a name. The receiver, if there is one, is the first argument.

bool interpreter::accepts(intrinsic i, const value* subject) noexcept {
    switch (intrinsic_forms[static_cast<std::size_t>(i)].on) {
        case receiver::none:
        case receiver::any: return true;
        case receiver::text: return subject->is_string();
        case receiver::fn: return subject->is_fn();
        case receiver::channel: return subject->is(kind::channel);
        case receiver::semaphore: return subject->is(kind::semaphore);
        case receiver::task: return subject->is(kind::task);
    }
    return false;
}

// The module in which a name that the running function says is looked up. The prelude says names for
// those that call it.
const module& interpreter::home_of_names() const noexcept {
    const linked_program& all = s_.code.linked();
    for (std::size_t n = f_.frames.size(); n-- > 0;) {
        const module* m = f_.frames[n].function->home;
        if (m != all.prelude) return *m;
    }
    return *all.modules.back();
}

interpreter::flow interpreter::run_intrinsic(intrinsic i, std::span<value> args, value& result) {
    switch (i) {
        case intrinsic::print:
        case intrinsic::print_empty: return print(args, output_line::stream::print, false);
        case intrinsic::debug:
        case intrinsic::debug_empty: return print(args, output_line::stream::debug, true);
        case intrinsic::make_fn:
            result = make_named_fn(&s_.heap, &home_of_names(), std::move(args[0]));
            return flow::next;
        case intrinsic::curry_fn:
            result = curry(&s_.heap, args[0], args.data() + 1, args.size() - 1);
            return flow::next;
        case intrinsic::call_fn:
        case intrinsic::call_with_this: break;  // they make frames: see `invoke`
        case intrinsic::sleep:
        case intrinsic::yield_turn:
        case intrinsic::receive_signal:
        case intrinsic::current_task:
        case intrinsic::task_join:
        case intrinsic::task_cancel:
        case intrinsic::task_detach: return fiber_intrinsic(i, args, result);
        case intrinsic::make_channel:
        case intrinsic::make_rendezvous:
        case intrinsic::make_semaphore:
        case intrinsic::channel_send:
        case intrinsic::channel_receive:
        case intrinsic::channel_try_send:
        case intrinsic::channel_try_receive:
        case intrinsic::channel_close:
        case intrinsic::semaphore_acquire:
        case intrinsic::semaphore_try:
        case intrinsic::semaphore_release: return channel_intrinsic(i, args, result);
    }
    return not_found(intrinsic_forms[static_cast<std::size_t>(i)].name, args);
}

interpreter::flow interpreter::print(std::span<const value> args, output_line::stream to,
                                     bool quoted) {
    std::string text;
    if (!args.empty()) text = quoted ? to_debug_text(args[0]) : to_text(args[0]);
    s_.context.charge(text.size());
    s_.output_bytes += text.size() + sizeof(output_line);
    s_.output.push_back({to, std::move(text)});
    return flow::next;
}

// --- fibers ----------------------------------------------------------------------------------------

interpreter::flow interpreter::fiber_intrinsic(intrinsic i, std::span<value> args, value& result) {
    switch (i) {
        case intrinsic::sleep: return sleep(args[0]);
        case intrinsic::yield_turn: return yield_turn();
        case intrinsic::receive_signal: return receive_signal(args[0], result);
        case intrinsic::current_task: result = f_.task; return flow::next;
        case intrinsic::task_join: return join(args[0], result);
        default: break;
    }
    auto& task = as<task_object>(args[0]);
    fiber* other = s_.fibers.find(task.fiber);
    if (i == intrinsic::task_cancel) {
        if (other != nullptr) cancel(s_, *other);
        return flow::next;
    }
    if (other != nullptr)
        detach(s_, *other);
    else
        task.joined = true;  // it failed already, and its parent is not to hear of it
    result = args[0];
    return flow::next;
}

// Lets all others that can run go first.
interpreter::flow interpreter::yield_turn() {
    if (cancelled_now()) return flow::failed;
    f_.mode = resume_mode::complete;
    make_ready(s_, f_);
    return flow::waits;
}

namespace {

// Nanoseconds of a duration, or of a number of seconds.
[[nodiscard]] std::optional<std::int64_t> nanoseconds_of(const value& d) noexcept {
    if (d.is_duration()) return d.as_duration();
    double seconds = 0;
    if (d.is_int())
        seconds = static_cast<double>(d.as_int());
    else if (d.is_float())
        seconds = d.as_float();
    else
        return std::nullopt;
    constexpr double most = 9.2e9;  // 292 years, in seconds
    if (std::isnan(seconds)) return std::nullopt;
    return static_cast<std::int64_t>(std::clamp(seconds, -most, most) * 1e9);
}

}  // namespace

std::optional<std::int64_t> interpreter::due_after(const value& d) {
    const auto length = nanoseconds_of(d);
    if (!length) {
        raise(error_kind::mismatch_data_type,
              "a duration such as 5s is expected here, not `" + std::string{type_name(d)} + '`');
        return std::nullopt;
    }
    std::int64_t due = 0;
    if (__builtin_add_overflow(s_.now_ns, *length, &due)) return *length < 0 ? 0 : INT64_MAX;
    return due;
}

interpreter::flow interpreter::sleep(const value& d) {
    const auto due = due_after(d);
    if (!due) return flow::failed;
    if (*due <= s_.now_ns) return yield_turn();
    return wait_for(select_arm::after, value{}, *due);
}

interpreter::flow interpreter::join(const value& task, value& result) {
    auto& of = as<task_object>(task);
    if (of.state == task_state::running) return wait_for(select_arm::join, task);
    of.joined = true;
    if (of.state == task_state::finished) {
        result = of.outcome;
        return flow::next;
    }
    std::erase_if(f_.failed, [](const failed_child& c) { return as<task_object>(c.task).joined; });
    f_.error = make_thrown(of.outcome);
    return flow::failed;
}

interpreter::flow interpreter::receive_signal(const value& name, value& result) {
    if (!name.is_string()) {
        raise(error_kind::mismatch_data_type,
              "the name of a signal is a string, not `" + std::string{type_name(name)} + '`');
        return flow::failed;
    }
    if (auto item = take_posted(s_, name.text())) {
        result = std::move(*item);
        return flow::next;
    }
    return wait_for(select_arm::signal, name);
}

// --- channels --------------------------------------------------------------------------------------

interpreter::flow interpreter::make_channel_value(intrinsic i, std::span<value> args,
                                                  value& result) {
    std::int64_t size = 0;
    if (!args.empty()) {
        if (!args[0].is_int() || args[0].as_int() < 0) {
            raise(error_kind::mismatch_data_type,
                  i == intrinsic::make_semaphore
                      ? "semaphore(n) needs a number of tokens, 0 or more"
                      : "channel(n) needs a number of places, 0 or more");
            return flow::failed;
        }
        size = args[0].as_int();
    }
    if (s_.channels_made == s_.bounds.channels) {
        raise(error_kind::data_too_large, "the program has made " +
                                              std::to_string(s_.bounds.channels) +
                                              " channels, which is the limit");
        return flow::failed;
    }
    ++s_.channels_made;
    const auto n = static_cast<std::uint64_t>(size);
    result = i == intrinsic::make_semaphore ? make_semaphore(&s_.heap, n)
                                            : bounce::script::make_channel(&s_.heap, n);
    return flow::next;
}

interpreter::flow interpreter::send(const value& to, value& item, bool wait_for_room,
                                    value& result) {
    auto& channel = as<channel_object>(to);
    if (channel.closed) {
        raise(error_kind::channel_closed, "the channel is closed");
        return flow::failed;
    }
    const bool sent = try_send(s_, channel, item);
    if (!wait_for_room) result = value::boolean(sent);
    if (sent || !wait_for_room) return flow::next;
    if (cancelled_now()) return flow::failed;
    f_.waits.push_back({.kind = select_arm::send, .object = to, .item = std::move(item)});
    register_waits(s_, f_);
    return flow::waits;
}

interpreter::flow interpreter::channel_intrinsic(intrinsic i, std::span<value> args,
                                                 value& result) {
    switch (i) {
        case intrinsic::channel_send: return send(args[0], args[1], true, result);
        case intrinsic::channel_try_send: return send(args[0], args[1], false, result);
        case intrinsic::channel_receive:
        case intrinsic::semaphore_acquire: {
            auto item = try_receive(s_, as<channel_object>(args[0]));
            if (!item) return wait_for(select_arm::receive, args[0]);
            result = std::move(*item);
            return flow::next;
        }
        case intrinsic::channel_try_receive:
        case intrinsic::semaphore_try: {
            auto item = try_receive(s_, as<channel_object>(args[0]));
            if (i == intrinsic::semaphore_try)
                result = value::boolean(item.has_value());
            else if (item)
                result = std::move(*item);
            return flow::next;
        }
        case intrinsic::channel_close: close(s_, as<channel_object>(args[0])); return flow::next;
        case intrinsic::semaphore_release:
            release(s_, as<channel_object>(args[0]));
            return flow::next;
        default: return make_channel_value(i, args, result);
    }
}

}  // namespace bounce::script
