#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/interest.hpp"
#include "bounce/minimio/mode.hpp"

#include <cstdint>
#include <memory>
#include <utility>

namespace bounce::minimio {

namespace detail {
class loop;
}

/// A source's membership in a poll. Ends with `remove()` or with the object.
///
/// Order at the end of a source's life: first the registration goes, then the descriptor is closed.
/// From the moment `remove` returns no events buffer and no wait yields an event of it.
///
/// Threads: `would_block` and `modify` may be called by several threads at a time (say, a reader and a
/// writer of one socket); `remove`, moving and destruction need the object for themselves.
class registration {
public:
    /// Registered nowhere: every function gives `not_registered`.
    registration() noexcept = default;
    registration(registration&& other) noexcept
        : loop_{std::move(other.loop_)}, key_{std::exchange(other.key_, 0)} {}
    registration& operator=(registration&& other) noexcept;
    ~registration() {
        if (key_ != 0) static_cast<void>(remove());
    }

    /// Waits for something else from now on, and arms a `one_shot` registration again. What is ready
    /// already is reported by the next wait.
    /// Errors: `not_registered` after `remove`, `closed`, the system's.
    result<void> modify(interest what);
    result<void> modify(interest what, mode how);

    /// Tells the poll that an operation of these directions found nothing to do: the duty of `edge`
    /// mode. Readiness that arises after that operation is reported. Costs nothing on epoll, arms the
    /// directions again on poll; without effect in the other modes.
    /// Errors: `not_registered` after `remove`, `closed`. Never allocates.
    result<void> would_block(interest what);

    /// Ends the registration. Errors: `not_registered` when it had ended before; the system's (EBADF if
    /// the descriptor was closed too early), and then it has ended nevertheless.
    result<void> remove();

    /// A number that no other registration of this poll has or had; 0 if registered nowhere.
    [[nodiscard]] std::uint64_t id() const noexcept { return key_; }

    [[nodiscard]] explicit operator bool() const noexcept { return key_ != 0; }

private:
    friend class registrator;
    registration(std::shared_ptr<detail::loop> shared, std::uint64_t key) noexcept
        : loop_{std::move(shared)}, key_{key} {}

    std::shared_ptr<detail::loop> loop_;
    std::uint64_t key_ = 0;
};

}  // namespace bounce::minimio
