#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/interest.hpp"
#include "bounce/minimio/raw_source.hpp"
#include "bounce/minimio/readiness.hpp"
#include "bounce/runtime/job_kind.hpp"
#include "bounce/runtime/operation.hpp"

#include <cstdint>
#include <memory>
#include <utility>

namespace bounce {

namespace detail {
class io_table;
struct io_slot;
}  // namespace detail

/// What is known of a source's readiness, and as of when.
class io_readiness {
public:
    io_readiness(minimio::readiness flags, std::uint32_t as_of) noexcept
        : flags_{flags}, as_of_{as_of} {}
    [[nodiscard]] minimio::readiness flags() const noexcept { return flags_; }

private:
    friend class io_handle;
    minimio::readiness flags_;
    std::uint32_t as_of_;  // counts the source's events
};

/// A source registered with the poll of a worker. Made by `register_io`.
///
/// The pattern that loses no event and makes no system call too many: note `current()`, try the call,
/// and only if it would block say so and wait:
///
///     for (;;) {
///         const io_readiness seen = io.current();
///         auto n = socket.read(buffer);
///         if (n || n.error() != errc::would_block) co_return n;
///         io.would_block(minimio::interest::readable, seen);
///         if (auto ready = co_await io.ready(minimio::interest::readable); !ready) co_return ready.error();
///     }
///
/// Threads: may be used from any thread, also from two at once for the two directions. Waits resume on
/// the worker whose poll has the source. The descriptor must stay open until the handle is gone.
class io_handle {
public:
    io_handle() noexcept = default;
    io_handle(io_handle&& other) noexcept
        : table_{std::move(other.table_)}, slot_{std::exchange(other.slot_, nullptr)} {}
    io_handle& operator=(io_handle&& other) noexcept {
        std::swap(table_, other.table_);
        std::swap(slot_, other.slot_);
        return *this;
    }
    /// Ends the registration; nothing may wait on it any more.
    ~io_handle();

    [[nodiscard]] explicit operator bool() const noexcept { return slot_ != nullptr; }

    /// What the last events said, less what `would_block` took back.
    [[nodiscard]] io_readiness current() const noexcept;

    /// The call made after `seen` found nothing to do in these directions: forget that they were ready,
    /// unless an event came since. The end of the stream (read_closed) is forgotten with them: who takes
    /// a short read for would-block looks for it in `seen` first.
    void would_block(minimio::interest what, io_readiness seen) noexcept;

    class ready_operation final : public basic_operation<ready_operation, io_readiness> {
    public:
        static constexpr const char* waits_for = "a source to be ready";
        static constexpr bool pinned = false;

        ready_operation(io_handle& io, minimio::interest what) noexcept : io_{&io}, what_{what} {}

        [[nodiscard]] bool try_now() const noexcept;
        void submit(detail::waiter& w) noexcept;
        void retract(detail::waiter& w) noexcept;
        [[nodiscard]] result<io_readiness> take() noexcept;

        /// What ends this wait.
        [[nodiscard]] minimio::readiness flags() const noexcept;

    private:
        io_handle* io_;
        minimio::interest what_;
        bool submitted_ = false;
        bool counted_ = false;
    };

    /// Completes when the source is ready, closed or failed in one of these directions, as far as is
    /// known. Several may wait at once; an event wakes all who wait for its direction. Errors: `closed` when the
    /// runtime shuts down. Cancellation: at once.
    [[nodiscard]] ready_operation ready(minimio::interest what) noexcept {
        return ready_operation{*this, what};
    }

    /// The loop may end although somebody waits for this source.
    void unref() noexcept { counted_ = false; }

    /// The number that the trace calls it by.
    [[nodiscard]] std::uint64_t id() const noexcept;

private:
    friend result<io_handle> register_io(job_kind kind, minimio::raw_source source,
                                         minimio::interest what);
    io_handle(std::shared_ptr<detail::io_table> table, detail::io_slot& slot) noexcept
        : table_{std::move(table)}, slot_{&slot} {}

    std::shared_ptr<detail::io_table> table_;
    detail::io_slot* slot_ = nullptr;
    bool counted_ = true;
};

}  // namespace bounce
