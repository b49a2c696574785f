#pragma once

#include "minimio/key.hpp"
#include "minimio/slot_table.hpp"
#include "minimio/source_map.hpp"
#include "minimio/sys/selector.hpp"
#include "minimio/waker_queue.hpp"

#include "bounce/base/clock.hpp"
#include "bounce/base/errc.hpp"
#include "bounce/base/result.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/minimio/event.hpp"
#include "bounce/minimio/events.hpp"
#include "bounce/minimio/interest.hpp"
#include "bounce/minimio/mode.hpp"
#include "bounce/minimio/raw_source.hpp"
#include "bounce/minimio/token.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace bounce::minimio::detail {

// What a poll, its registrators, registrations, wakers and events buffers share, and what the last of
// them destroys.
//
// Who may call what: `wait` one thread at a time, everything else any thread. The mutex guards the table
// and is held across the selector's add, modify and remove; never across a wait.
class loop {
public:
    [[nodiscard]] static result<std::shared_ptr<loop>> create(std::size_t max_registrations);

    loop(sys::selector&& opened, std::size_t max_registrations) noexcept;
    loop(const loop&) = delete;
    loop& operator=(const loop&) = delete;
    ~loop() = default;

    [[nodiscard]] result<registration_key> add(raw_source source, token name, interest what,
                                               mode how);
    [[nodiscard]] result<void> modify(registration_key key, interest what, std::optional<mode> how);
    [[nodiscard]] result<void> would_block(registration_key key, interest what) noexcept {
        if (slots_.find(key) == nullptr) [[unlikely]]
            return errc::not_registered;
        if (is_closed()) [[unlikely]]
            return errc::closed;
        selector_.rearm(key, what);
        return {};
    }
    [[nodiscard]] result<void> remove(registration_key key);

    [[nodiscard]] result<registration_key> add_waker(token name);
    void remove_waker(registration_key key) noexcept;
    void wake(registration_key key) noexcept;

    void close() noexcept;
    [[nodiscard]] bool is_closed() const noexcept { return closed_.load(memory_order_acquire); }

    // `self` is this loop; the buffer keeps it alive.
    [[nodiscard]] static result<void> wait(const std::shared_ptr<loop>& self, events& ready,
                                           std::optional<nanoseconds> timeout);

    // What the entry means now; nothing if its registration has ended or no longer wants it.
    [[nodiscard]] std::optional<event> read(const ready_source& entry) const noexcept {
        const slot& s = slots_.at(index_of(entry.key));
        if (s.generation.load(memory_order_acquire) != generation_of(entry.key))
            return std::nullopt;
        const token name{s.token.load(memory_order_acquire)};
        const readiness wanted = readiness::from_bits(s.wanted.load(memory_order_acquire));
        if (s.generation.load(memory_order_relaxed) != generation_of(entry.key))
            return std::nullopt;
        const readiness seen = (entry.ready - directions) | (entry.ready & wanted);
        if (seen.empty()) return std::nullopt;
        return event{name, seen};
    }

private:
    // The directions among what a back end reports; the rest (closed, error) is told whatever was asked.
    static constexpr readiness directions =
        readiness::readable | readiness::writable | readiness::priority;
    static_assert(interest::readable.bits() == readiness::readable.bits());
    static_assert(interest::writable.bits() == readiness::writable.bits());
    static_assert(interest::priority.bits() == readiness::priority.bits());

    [[nodiscard]] result<registration_key> open_slot(raw_source source, token name, interest what);
    void close_slot(std::uint32_t index) noexcept;
    [[nodiscard]] result<std::size_t> gather(std::span<ready_source> into,
                                             std::optional<nanoseconds> timeout);
    [[nodiscard]] std::size_t take_wakers(std::span<ready_source> into) noexcept;

    os_mutex mutex_;
    slot_table slots_;
    source_map sources_;  // guarded by mutex_
    waker_queue woken_;
    sys::selector selector_;
    bool wakers_first_ = true;  // used by the waiting thread alone

    // False, then true for ever. Written with release before selector::wake, read with acquire.
    atomic<bool> closed_{false};
};

}  // namespace bounce::minimio::detail
