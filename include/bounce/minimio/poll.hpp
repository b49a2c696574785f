#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/base/limits.hpp"
#include "bounce/base/result.hpp"
#include "bounce/minimio/events.hpp"
#include "bounce/minimio/registrator.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace bounce::minimio {

/// A queue of readiness events: the thing to wait on.
///
///     result<poll> queue = poll::create();
///     result<registration> r = queue->registry().add(socket.source(), token{1}, interest::readable);
///     events ready;
///     result<void> waited = queue->wait(ready, milliseconds{100});
///
/// Threads: one thread at a time waits. Everything else is reached through the registrator, which may be
/// copied to any thread and used while a wait is blocked.
/// Lifetime: destroying a poll closes it as `registrator::close_loop` does. Registrators, registrations,
/// wakers and events buffers may outlive it. Its descriptors are given back when the last of them is
/// gone. A poll that was moved from may only be destroyed or assigned to.
class poll {
public:
    /// A new, empty queue for at most `max_registrations` sources and wakers at a time.
    /// Errors: those of the system, chiefly EMFILE and ENFILE; `invalid_argument` for more than
    /// limits::registrations.
    [[nodiscard]] static result<poll> create(std::size_t max_registrations = limits::registrations);

    poll(poll&&) noexcept = default;
    poll& operator=(poll&& other) noexcept;
    ~poll();

    /// Blocks until at least one registered source is ready, a waker was used, or `timeout` has passed,
    /// and fills `ready` (empty after a timeout). No timeout means for ever; zero or less means do not
    /// block. Signals do not end a wait. A wait is never shorter than its timeout: a timeout that is no
    /// multiple of what the system can do is rounded up (epoll: microseconds, on kernels before 5.11
    /// milliseconds; the others: docs/minimio.md).
    ///
    /// Errors: `errc::closed` after `close_loop()`, also if that comes while the wait is blocked.
    /// Allocates nothing (poll: when sources were added since the last wait). With a timeout it lowers the
    /// timer slack of the calling thread (Linux: to the least, as the usual 50 µs would be added to every
    /// timeout).
    result<void> wait(events& ready, std::optional<nanoseconds> timeout);

    /// What registers sources and wakers; may be copied, and then used from any thread.
    [[nodiscard]] const registrator& registry() const noexcept { return registry_; }

    /// The back end this program was linked with: "epoll", "kqueue", "iocp", "poll".
    [[nodiscard]] static std::string_view backend_name() noexcept;

private:
    explicit poll(std::shared_ptr<detail::loop> shared) noexcept;

    registrator registry_;
};

}  // namespace bounce::minimio
