#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/script/effect_class.hpp"
#include "bounce/script/executable.hpp"
#include "bounce/script/failure.hpp"
#include "bounce/script/heap_account.hpp"
#include "bounce/script/limits.hpp"
#include "bounce/script/script_error.hpp"
#include "bounce/script/value.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bounce::script {

struct isolate_state;

/// Something that a fiber has asked the host to do and waits for. The host performs it, in whatever way,
/// and calls `isolate::deliver`.
struct operation {
    std::uint64_t number = 0;  // counts up from 1 in the life of the isolate; never used again
    std::uint64_t fiber = 0;
    std::string_view module;  // of the native: "http"; lives as long as the engine
    std::string_view name;
    effect_class effects = effect_class::read;
    std::uint16_t version = 1;
    std::vector<value> arguments;  // of the isolate's heap; constants to the host
};

/// A line that the script has printed or logged.
struct output_line {
    enum class stream : std::uint8_t { print, debug, info, warning, error };
    stream to = stream::print;
    std::string text;  // without a line break at its end
};

/// Why `isolate::run` came back.
enum class run_state : std::uint8_t {
    finished,     ///< all fibers have ended; there is a result
    failed,       ///< the program has ended with an error
    blocked,      ///< every fiber waits for a timer, an operation or a mailbox
    out_of_fuel,  ///< there is more to do at once
    stuck         ///< the total fuel (`limits::total_fuel`) is spent
};

struct run_result {
    run_state state = run_state::finished;
    value result;                        // finished
    std::optional<script_error> error;   // failed
    std::optional<nanoseconds> wake_at;  // blocked: the earliest timer, if one is set
};

/// A running program: heap, fibers, channels, timers. It knows no clock, no thread and no input or output:
/// it runs when told to, until it has nothing more to do at the time it was told, and says what it waits
/// for. The same program, input and deliveries at the same times give the same run, however it is sliced.
///
///     isolate iso{executable};
///     iso.start().value();
///     for (;;) {
///         run_result r = iso.run(now, 1'000'000);
///         for (operation& o : iso.take_requested()) perform(o);   // ... iso.deliver(o.number, answer)
///         ...
///     }
///
/// For one thread at a time. Values handed in or out belong to `heap()` and must not outlive the isolate.
class isolate {
public:
    explicit isolate(executable code, const limits& bounds = {});
    /// Takes over a state that an image gave.
    explicit isolate(std::unique_ptr<isolate_state> state) noexcept;
    isolate(isolate&&) noexcept;
    isolate& operator=(isolate&&) noexcept;
    ~isolate();

    // --- beginning: exactly one of these, once --------------------------------------------------------

    /// The top level of the main module will run.
    void start();
    /// The function of the main module with that name and so many parameters will run, after the globals
    /// of the modules were set. Fails with the names there are if there is no such function.
    fallible<void> start(std::string_view function, std::vector<value> arguments);
    /// A function value of this program (a copy made for `heap()`) will run, after the globals.
    fallible<void> start(const value& function, std::vector<value> arguments);

    // --- running --------------------------------------------------------------------------------------

    /// Fires the timers that are due at `now` and runs fibers, in turn, until all have ended or wait, or
    /// `fuel` is spent. `now` counts from 1970 and never goes back (an earlier one is taken as the last).
    run_result run(nanoseconds now, std::uint64_t fuel);
    /// Only fires the timers due at `now`: with this before each `deliver` the host says what came first.
    void advance(nanoseconds now);
    /// Whether `run` would find something to do at the last time it was told.
    [[nodiscard]] bool runnable() const noexcept;

    // --- the host's side of operations ----------------------------------------------------------------

    /// Operations requested since the last call, in order, that are still waited for.
    [[nodiscard]] std::vector<operation> take_requested();
    /// Numbers of operations nobody waits for any more (a select was decided, a fiber was cancelled)
    /// since the last call. Operations that were never taken are not among them.
    [[nodiscard]] std::vector<std::uint64_t> take_abandoned();
    /// All that are waited for, taken or not: after a restore, the host begins them again.
    [[nodiscard]] std::vector<operation> open_operations() const;

    /// The operation has ended. Whoever waits will go on with the result; or `what` is thrown there, or an
    /// error with this kind and message. False if nobody waits for it: nothing happens then.
    bool deliver(std::uint64_t operation, value result);
    bool deliver_thrown(std::uint64_t operation, value what);
    bool deliver_failure(std::uint64_t operation, failure why);

    /// Puts a value into a mailbox: `signal(name)` in the script receives it. Fails if too many wait.
    fallible<void> post(std::string_view mailbox, value item);
    /// Names of the mailboxes that fibers wait for, in order.
    [[nodiscard]] std::vector<std::string> awaited_mailboxes() const;
    /// Values that wait in mailboxes.
    [[nodiscard]] std::size_t undelivered() const noexcept;

    /// Cancels the main fiber: the script gets a catchable error at its suspension point. Later calls do
    /// nothing.
    void request_cancel();

    // --- seeing ---------------------------------------------------------------------------------------

    [[nodiscard]] std::vector<output_line> take_output();
    /// What each fiber waits for, a line each: "fiber 2 waits for the channel made at a.bounce:3:9".
    [[nodiscard]] std::string describe_waits() const;
    [[nodiscard]] std::size_t fibers() const noexcept;
    [[nodiscard]] std::uint64_t fuel_used() const noexcept;
    [[nodiscard]] heap_account& heap() noexcept;
    [[nodiscard]] const executable& code() const noexcept;
    [[nodiscard]] limits& bounds() noexcept;

    // --- stopping anywhere, for tests and for snapshots -------------------------------------------------

    /// Makes `run` come back, as if out of fuel, at the k-th safepoint from now on at which a fiber is
    /// running (k >= 1: entries into functions and turns of loops). 0: never.
    void stop_after(std::uint64_t k) noexcept;
    /// Whether the last `run` came back because of `stop_after`.
    [[nodiscard]] bool stopped() const noexcept;
    /// Safepoints passed since the beginning; counted only while `stop_after` is set.
    [[nodiscard]] std::uint64_t safepoints_passed() const noexcept;

    /// Everything the isolate is, for the writer of images.
    [[nodiscard]] isolate_state& state() noexcept { return *state_; }
    [[nodiscard]] const isolate_state& state() const noexcept { return *state_; }

private:
    std::unique_ptr<isolate_state> state_;
};

}  // namespace bounce::script
