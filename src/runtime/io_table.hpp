#pragma once

#include "bounce/base/threads.hpp"
#include "bounce/minimio/event.hpp"
#include "bounce/minimio/registration.hpp"
#include "bounce/minimio/registrator.hpp"
#include "bounce/runtime/detail/suspension.hpp"
#include "bounce/runtime/job_kind.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace bounce::detail {

class worker;

/// One registered source: what is known of its readiness, and who waits for it.
struct io_slot {
    spin_lock lock;  ///< guards what follows, but for the registration, which is safe by itself
    minimio::readiness ready;
    std::uint32_t events = 0;      ///< how many were seen, modulo 2^32
    std::uint32_t generation = 0;  ///< of the slot; a token names slot and generation
    bool closed = false;           ///< the runtime shut down
    wait_list waiting;             ///< the operation of each is its ready_operation
    std::uint32_t index = 0;
    const char* kind = "";
    minimio::registration registration;
};

/// The sources of one worker. Slots are found by the number in an event's token; one that was given back
/// has another generation, so an event that is still on its way to us is recognised as stale.
///
/// Its lock guards the list of slots; each slot has its own. It lives as long as the worker or any
/// io_handle does.
class io_table {
public:
    io_table(minimio::registrator registry, worker& home)
        : registry_{std::move(registry)}, home_{&home} {}

    [[nodiscard]] result<io_slot*> add(job_kind kind, minimio::raw_source source,
                                       minimio::interest what);
    void remove(io_slot& slot) noexcept;

    /// An event: notes it and claims who waits. Returns the slot's number for the trace, 0 if stale.
    std::uint32_t dispatch(std::uint64_t token, minimio::readiness ready,
                           completions& woken) noexcept;

    /// The runtime shuts down: every waiter, now and later, gets `closed`; the home is gone.
    void close() noexcept;

    void count_wait(bool keeps_loop) noexcept {
        waits_.fetch_add(1, memory_order_relaxed);
        if (keeps_loop) counted_waits_.fetch_add(1, memory_order_relaxed);
    }
    void uncount_wait(bool keeps_loop) noexcept {
        waits_.fetch_sub(1, memory_order_relaxed);
        if (keeps_loop) counted_waits_.fetch_sub(1, memory_order_relaxed);
    }
    [[nodiscard]] std::size_t waits() const noexcept { return waits_.load(memory_order_relaxed); }
    /// Those that keep the loop alive.
    [[nodiscard]] std::size_t counted_waits() const noexcept {
        return counted_waits_.load(memory_order_relaxed);
    }

private:
    [[nodiscard]] io_slot* find(std::uint64_t token) noexcept;

    minimio::registrator registry_;
    worker* home_;
    spin_lock lock_;
    std::deque<io_slot> slots_;  // never shrinks, so addresses are stable
    std::vector<io_slot*> free_;
    bool closed_ = false;
    atomic<std::size_t> waits_{0};
    atomic<std::size_t> counted_waits_{0};
};

/// The flags that end a wait in these directions.
[[nodiscard]] minimio::readiness flags_for(minimio::interest what) noexcept;

}  // namespace bounce::detail
