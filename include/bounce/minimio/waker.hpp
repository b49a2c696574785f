#pragma once

#include <cstdint>
#include <memory>
#include <utility>

namespace bounce::minimio {

namespace detail {
class loop;
}

/// Interrupts a wait from any thread.
///
///     result<waker> w = queue.registry().make_waker(token{0});
///     std::jthread other{[&] { w->wake(); }};
///     result<void> waited = queue.wait(ready, std::nullopt);   // yields an event with token 0
///
/// A wake is never lost: if no wait is blocked, the next one returns at once. Wakes that come before
/// the event is delivered are one event, and only the first of them costs a system call. What a thread
/// wrote before `wake()` is visible to the thread that reads the event.
///
/// Threads: `wake()` from any number of threads; moving and destruction need the object for themselves.
class waker {
public:
    /// Wakes nobody.
    waker() noexcept = default;
    waker(waker&& other) noexcept
        : loop_{std::move(other.loop_)}, key_{std::exchange(other.key_, 0)} {}
    waker& operator=(waker&& other) noexcept;
    /// A wake that was not delivered yet is dropped.
    ~waker();

    /// Makes the wait yield this waker's event. After `close_loop()` or the end of the poll: nothing.
    void wake() const noexcept;

private:
    friend class registrator;
    waker(std::shared_ptr<detail::loop> shared, std::uint64_t key) noexcept
        : loop_{std::move(shared)}, key_{key} {}

    std::shared_ptr<detail::loop> loop_;
    std::uint64_t key_ = 0;
};

}  // namespace bounce::minimio
