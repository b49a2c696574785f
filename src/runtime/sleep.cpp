#include "bounce/runtime/sleep.hpp"

#include "runtime/worker.hpp"

#include "bounce/runtime/detail/context.hpp"
#include "bounce/runtime/detail/task_header.hpp"

namespace bounce {

time_point now() noexcept {
    const auto* w = detail::this_thread_context().current_worker;
    return w != nullptr ? w->now() : steady_clock::now();
}

namespace detail {

void arm_timer(timer_node& node) noexcept { require_current_worker("arm a timer").arm(node); }

void disarm_timer(timer_node& node) noexcept {
    if (node.home != nullptr) node.home->disarm(node);
}

void sleep_operation::submit(waiter& w) noexcept {
    timer_.sleeper = &w;
    timer_.deadline = deadline_;
    timer_.label = "sleep";
    timer_.cause = w.owner->task().id;
    timer_.counted = !w.owner->task().background;
    arm_timer(timer_);
}

void sleep_operation::timer::fire(timer_node& node, completions& woken) noexcept {
    waiter& w = *static_cast<timer&>(node).sleeper;
    if (w.try_claim()) woken.add(*w.owner);
}

}  // namespace detail

}  // namespace bounce
