#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// What the machine itself does under a name: everything that makes, wakes or stops fibers, and what needs
// to know functions. A script reaches them by `invoke`, as it reaches functions of the prelude and
// natives; these come first. Compiled code names them by name only, so the list may grow.

namespace bounce::script {

/// Kinds of receivers: an intrinsic counts only for its own.
enum class receiver : std::uint8_t { none, any, text, fn, channel, semaphore, task };

// X(id, name, receiver, arguments besides the receiver, may suspend)
// Those with receiver::none are called `name(arguments)`; all others `x.name(arguments)` or
// `name(x, arguments)`.
// clang-format off
#define BOUNCE_SCRIPT_INTRINSICS(X)                                                                   \
    X(make_channel,       "channel",      none,      1, false) /* buffer of n values                */    \
    X(make_rendezvous,    "channel",      none,      0, false) /* channel(0)                        */    \
    X(make_semaphore,     "semaphore",    none,      1, false)                                            \
    X(sleep,              "sleep",        none,      1, true)  /* a duration, or seconds            */    \
    X(yield_turn,         "yield_now",    none,      0, true)  /* lets the other fibers run         */    \
    X(receive_signal,     "signal",       none,      1, true)  /* from the mailbox of that name     */    \
    X(current_task,       "current_task", none,      0, false) /* the task of the running fiber     */    \
    X(print,              "print",        none,      1, false)                                            \
    X(print_empty,        "print",        none,      0, false)                                            \
    X(debug,              "debug",        none,      1, false)                                            \
    X(debug_empty,        "debug",        none,      0, false)                                            \
    X(make_fn,            "Fn",           text,      0, false) /* found by name when it is called   */    \
    X(call_fn,            "call",         fn,       -1, false) /* f.call(a, b)                      */    \
    X(curry_fn,           "curry",        fn,       -1, false) /* f.curry(a, b)                     */    \
    X(call_with_this,     "call",         any,      -1, false) /* x.call(f, a): `this` is x         */    \
    X(channel_send,       "send",         channel,   1, true)  /* waits for room                    */    \
    X(channel_receive,    "recv",         channel,   0, true)  /* () once it is closed and empty    */    \
    X(channel_try_send,   "try_send",     channel,   1, false) /* whether there was room            */    \
    X(channel_try_receive,"try_recv",     channel,   0, false) /* () if there is nothing            */    \
    X(channel_close,      "close",        channel,   0, false)                                            \
    X(semaphore_acquire,  "acquire",      semaphore, 0, true)                                             \
    X(semaphore_try,      "try_acquire",  semaphore, 0, false)                                            \
    X(semaphore_release,  "release",      semaphore, 0, false)                                            \
    X(task_join,          "join",         task,      0, true)  /* its result, or what it threw      */    \
    X(task_cancel,        "cancel",       task,      0, false)                                            \
    X(task_detach,        "detach",       task,      0, false) /* gives the task                    */
// clang-format on

enum class intrinsic : std::uint8_t {
#define BOUNCE_SCRIPT_INTRINSIC(id, name, on, arguments, suspends) id,
    BOUNCE_SCRIPT_INTRINSICS(BOUNCE_SCRIPT_INTRINSIC)
#undef BOUNCE_SCRIPT_INTRINSIC
};

struct intrinsic_form {
    std::string_view name;
    receiver on;
    std::int8_t arguments;  ///< without the receiver; -1: any number
    bool may_suspend;
};

inline constexpr std::array intrinsic_forms = std::to_array<intrinsic_form>({
#define BOUNCE_SCRIPT_INTRINSIC(id, name, on, arguments, suspends) \
    {name, receiver::on, arguments, suspends},
    BOUNCE_SCRIPT_INTRINSICS(BOUNCE_SCRIPT_INTRINSIC)
#undef BOUNCE_SCRIPT_INTRINSIC
});

/// Whether `name` with so many arguments, the receiver included, may be an intrinsic.
[[nodiscard]] constexpr bool is_intrinsic(std::string_view name, std::size_t arguments) noexcept {
    for (const intrinsic_form& form : intrinsic_forms) {
        if (form.name != name) continue;
        const std::size_t receiver_count = form.on == receiver::none ? 0 : 1;
        if (form.arguments < 0
                ? arguments >= receiver_count
                : arguments == receiver_count + static_cast<std::size_t>(form.arguments))
            return true;
    }
    return false;
}

}  // namespace bounce::script
