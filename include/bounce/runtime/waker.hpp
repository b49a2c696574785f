#pragma once

#include <utility>

namespace bounce {

namespace detail {
struct wake_state;
void add_wake_reference(wake_state& s) noexcept;
void drop_wake_reference(wake_state& s) noexcept;
void wake(wake_state& s) noexcept;
}  // namespace detail

/// Wakes one suspension of one task: the one that `suspend_with` made it for. From any thread, at any
/// time: more than once, before the task has suspended, and long after the task is gone; the first use
/// counts. Copies are the same waker.
///
/// As long as a waker is held, the suspended task counts as pending and the loop waits for it. When the
/// last one is dropped without having been used, the task can never be woken, and the loop says so.
class waker {
public:
    /// Wakes nobody.
    waker() noexcept = default;
    explicit waker(detail::wake_state& adopted) noexcept : state_{&adopted} {}
    waker(const waker& other) noexcept : state_{other.state_} {
        if (state_ != nullptr) detail::add_wake_reference(*state_);
    }
    waker(waker&& other) noexcept : state_{std::exchange(other.state_, nullptr)} {}
    waker& operator=(waker other) noexcept {
        std::swap(state_, other.state_);
        return *this;
    }
    ~waker() {
        if (state_ != nullptr) detail::drop_wake_reference(*state_);
    }

    void wake() const noexcept {
        if (state_ != nullptr) detail::wake(*state_);
    }

    /// Whether both wake the same suspension.
    [[nodiscard]] bool same_as(const waker& other) const noexcept { return state_ == other.state_; }

private:
    detail::wake_state* state_ = nullptr;
};

}  // namespace bounce
