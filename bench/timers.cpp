// Arms and cancels timers while a million others are armed.
#include "on_runtime.hpp"
#include "rows.hpp"

#include "bounce/runtime/callbacks.hpp"
#include "bounce/runtime/detail/timer_node.hpp"
#include "bounce/runtime/sleep.hpp"

namespace bench_bounce {
namespace {

using bounce::result;
using bounce::task;

// What a `sleep` that is awaited holds; the row measures what awaiting and cancelling it do with it.
struct node : bounce::detail::timer_node {
    node() : timer_node(&fired) {}
    static void fired(timer_node&, bounce::detail::completions&) noexcept {
        bench::fail("a timer fired");
    }
    void arm(std::uint64_t ms) {
        deadline = bounce::now() + std::chrono::milliseconds(ms);
        bounce::detail::arm_timer(*this);
    }
    void cancel() { bounce::detail::disarm_timer(*this); }
};

// A timer of the callback style.
struct timeout {
    void arm(std::uint64_t ms) {
        id = bounce::set_timeout(std::chrono::milliseconds(ms),
                                 [] { bench::fail("a timer fired"); });
    }
    void cancel() { bench::require(bounce::clear_timeout(id), "a timer was not armed"); }
    bounce::timer_id id;
};

// Replaces randomly chosen live timers: cancels the old one, arms a new one in its place.
template <class Timer>
task<result<void>> arm_and_cancel(std::uint64_t live, std::uint64_t count) {
    std::vector<Timer> timers(live);
    bench::random_numbers random(1);
    for (Timer& timer : timers) {
        timer.arm(random.deadline_ms());
    }
    const bench::stopwatch watch;
    for (std::uint64_t i = 0; i < count; ++i) {
        Timer& timer = timers[random.next() % live];
        timer.cancel();
        timer.arm(random.deadline_ms());
    }
    watch.report_ns_each("timer_arm_cancel", count);
    for (Timer& timer : timers) {
        timer.cancel();
    }
    co_return result<void>();
}

}  // namespace

// `--callbacks 1` measures set_timeout and clear_timeout.
void timer_arm_cancel(const bench::arguments& arguments) {
    const std::uint64_t live = arguments.number("live", 1'000'000);
    const std::uint64_t count = arguments.number("count", 2'000'000);
    run(arguments, arguments.number("callbacks", 0) != 0 ? arm_and_cancel<timeout>(live, count)
                                                         : arm_and_cancel<node>(live, count));
}

}  // namespace bench_bounce
