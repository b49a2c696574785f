#pragma once

#include "bounce/runtime/detail/context.hpp"
#include "bounce/runtime/detail/task_header.hpp"
#include "bounce/runtime/detail/timer_node.hpp"

#include <utility>

namespace bounce::detail {

/// For as long as it lives, the running task runs in another node of the tree of stop sources.
class scope_switch {
public:
    explicit scope_switch(stop_scope& inner) noexcept
        : task_{&require_current_task("change the stop scope")},
          outer_{std::exchange(task_->scope, &inner)} {}
    scope_switch(const scope_switch&) = delete;
    scope_switch& operator=(const scope_switch&) = delete;
    ~scope_switch() { task_->scope = outer_; }

    [[nodiscard]] stop_scope& outer() const noexcept { return *outer_; }

private:
    task_header* task_;
    stop_scope* outer_;
};

/// Requests stop in a scope when its time has come.
class scope_timer final : private timer_node {
public:
    scope_timer(stop_scope& scope, time_point when) noexcept : timer_node{&fire}, scope_{&scope} {
        deadline = when;
        label = "timeout";
        counted = !require_current_task("timeout").background;
        arm_timer(*this);
    }
    scope_timer(const scope_timer&) = delete;
    scope_timer& operator=(const scope_timer&) = delete;
    ~scope_timer() { disarm_timer(*this); }

    /// Ends it; true if it had fired.
    [[nodiscard]] bool stop() noexcept {
        disarm_timer(*this);
        return fired_;
    }

private:
    static void fire(timer_node& node, completions& woken) noexcept {
        auto& self = static_cast<scope_timer&>(node);
        self.fired_ = true;  // read after disarm_timer, which synchronises with us
        self.scope_->request_stop(woken);
    }

    stop_scope* scope_;
    bool fired_ = false;
};

}  // namespace bounce::detail
