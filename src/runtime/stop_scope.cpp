#include "bounce/runtime/detail/stop_scope.hpp"

namespace bounce::detail {

void stop_scope::attach(stop_scope& parent) noexcept {
    const lock_guard<spin_lock> guard{parent.lock_};
    parent_ = &parent;
    previous_sibling_ = nullptr;
    next_sibling_ = parent.first_child_;
    if (next_sibling_ != nullptr) next_sibling_->previous_sibling_ = this;
    parent.first_child_ = this;
    if (parent.stop_.load(memory_order_relaxed)) stop_.store(true, memory_order_relaxed);
}

void stop_scope::detach() noexcept {
    if (parent_ == nullptr) return;
    const lock_guard<spin_lock> guard{parent_->lock_};
    (previous_sibling_ != nullptr ? previous_sibling_->next_sibling_ : parent_->first_child_) =
        next_sibling_;
    if (next_sibling_ != nullptr) next_sibling_->previous_sibling_ = previous_sibling_;
    parent_ = nullptr;
}

void stop_scope::request_stop() noexcept {
    completions woken;  // completed when this returns, after all locks
    request_stop(woken);
}

void stop_scope::request_stop(completions& woken) noexcept {
    const lock_guard<spin_lock> guard{lock_};
    if (stop_.load(memory_order_relaxed)) return;
    stop_.store(true, memory_order_relaxed);
    if (waiting_ != nullptr && waiting_->try_claim(suspension::by_stop)) woken.add(*waiting_);
    for (auto* child = first_child_; child != nullptr; child = child->next_sibling_)
        child->request_stop(woken);
}

}  // namespace bounce::detail
