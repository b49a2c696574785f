#pragma once

#include "bounce/base/threads.hpp"
#include "bounce/minimio/tcp_stream.hpp"

#include <cstddef>

namespace bounce::http::detail {

/// The open connections of a server, so that those which wait for a request can be closed when it stops.
///
/// A connection's word is written by its task and by `close_idle`:
///   busy      it serves a request (or begins or ends); it looks at `stopping()` before it becomes idle
///   idle      it waits for the next request and has nothing to lose
///   closing   it was idle when the server stopped: its socket is shut down, it must end
///
/// Rules, so that no connection stays idle after the stop:
/// 1. A task sets its word to idle and then reads `stopping_`; close_idle sets `stopping_` and then reads
///    the words. All four are sequentially consistent, so at least one side sees the other.
/// 2. idle -> busy and idle -> closing are compare-and-swaps: one of them wins.
/// 3. Whoever shuts a socket down holds `lock_`, and an entry leaves the list before its socket dies.
class open_connections {
public:
    /// One connection's membership.
    class entry {
    public:
        entry(open_connections& list, minimio::tcp_stream& socket) noexcept;
        entry(const entry&) = delete;
        entry& operator=(const entry&) = delete;
        ~entry();

        /// False: the server stops; close the connection.
        [[nodiscard]] bool become_idle() noexcept;
        [[nodiscard]] bool become_busy() noexcept;

    private:
        friend class open_connections;
        enum class state : unsigned char { busy, idle, closing };

        open_connections* list_;
        minimio::tcp_stream* socket_;
        entry* previous_ = nullptr;
        entry* next_ = nullptr;
        atomic<state> state_{state::busy};
    };

    /// No connection shall wait for another request: the idle ones are shut down, the others see it.
    void close_idle() noexcept;

    [[nodiscard]] bool stopping() const noexcept { return stopping_.load(memory_order_seq_cst); }
    [[nodiscard]] std::size_t size() const noexcept { return size_.load(memory_order_relaxed); }

private:
    os_mutex lock_;  // guards the list
    entry* first_ = nullptr;
    atomic<std::size_t> size_{0};
    atomic<bool> stopping_{false};
};

}  // namespace bounce::http::detail
