#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/interest.hpp"
#include "bounce/minimio/mode.hpp"
#include "bounce/minimio/raw_source.hpp"
#include "bounce/minimio/registration.hpp"
#include "bounce/minimio/token.hpp"
#include "bounce/minimio/waker.hpp"

#include <memory>
#include <utility>

namespace bounce::minimio {

class poll;

/// Registers sources with a poll. A cheap handle: copies refer to the same poll.
///
/// Threads: every function may be called from any thread, at any time, also while the poll is blocked in
/// a wait (which then sees the change at once) and after the poll is gone (`errc::closed`).
class registrator {
public:
    /// From now on waits report `source` under `name`, for as long as the registration lives.
    /// A source that is ready already is reported by the next wait. The descriptor stays the caller's;
    /// it must stay open until the registration is removed.
    ///
    /// Errors, all with the descriptor in their context: `already_registered` (this poll watches that
    /// descriptor; another poll may), `unsupported` (a regular file or directory, or `priority`
    /// where the back end lacks it), `closed`,
    /// `limit_exceeded` (limits::registrations), or the system's, such as EBADF.
    [[nodiscard]] result<registration> add(raw_source source, token name, interest what,
                                           mode how = mode::edge) const;

    /// A waker whose use makes the wait yield an event with this token.
    /// Errors: `closed`, `limit_exceeded`.
    [[nodiscard]] result<waker> make_waker(token name) const;

    /// Ends a blocked wait, and every later one, with `errc::closed`. Nothing is reported any more and
    /// nothing can be registered. For good; doing it twice is harmless.
    void close_loop() const noexcept;

    [[nodiscard]] bool is_closed() const noexcept;

private:
    friend class poll;
    explicit registrator(std::shared_ptr<detail::loop> shared) noexcept
        : loop_{std::move(shared)} {}

    std::shared_ptr<detail::loop> loop_;
};

}  // namespace bounce::minimio
