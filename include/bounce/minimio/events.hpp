#pragma once

#include "bounce/base/limits.hpp"
#include "bounce/minimio/event.hpp"
#include "bounce/minimio/readiness.hpp"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <vector>

namespace bounce::minimio {

namespace detail {

class loop;

// What a back end reports and an events buffer holds: which registration (see src/minimio/key.hpp), and
// for what it is ready.
struct ready_source {
    std::uint64_t key = 0;
    readiness ready;
};

}  // namespace detail

/// The buffer that `poll::wait` fills: allocated once, used for every wait.
///
///     events ready;
///     while (queue.wait(ready, std::nullopt))
///         for (event e : ready) handle(e.token());
///
/// Whether a source is still registered is looked up when an event is *read*, not when the buffer was
/// filled: once `registration::remove` has returned, an iteration that goes on (on any thread) yields
/// nothing of that source, even if its descriptor was closed and reused meanwhile. Only an event that
/// had been read before may still be in somebody's hand.
///
/// Threads: one at a time, except that several may iterate over a buffer that is not being filled.
/// The buffer may outlive the poll that filled it.
class events {
public:
    class iterator {
    public:
        using value_type = event;
        using difference_type = std::ptrdiff_t;
        using reference = event;
        using iterator_category = std::input_iterator_tag;
        using iterator_concept = std::forward_iterator_tag;

        iterator() noexcept = default;

        [[nodiscard]] event operator*() const noexcept { return current_; }
        iterator& operator++() noexcept {
            ++position_;
            settle();
            return *this;
        }
        iterator operator++(int) noexcept {
            const iterator before = *this;
            ++*this;
            return before;
        }
        friend bool operator==(const iterator& a, const iterator& b) noexcept {
            return a.position_ == b.position_;
        }

    private:
        friend class events;
        iterator(const events* owner, std::size_t position) noexcept
            : owner_{owner}, position_{position} {
            settle();
        }
        void settle() noexcept;  // skips what must not be seen, and reads the event it stops at

        const events* owner_ = nullptr;
        std::size_t position_ = 0;
        event current_{};
    };
    using const_iterator = iterator;
    using value_type = event;

    /// A buffer for up to `capacity` events (at least 1). What does not fit stays with the poll and is
    /// delivered by the next wait; sources that are ready all the time take turns.
    explicit events(std::size_t capacity = limits::events_capacity);
    /// A buffer that was moved from may only be destroyed or assigned to.
    events(events&& other) noexcept;
    events& operator=(events&& other) noexcept;
    ~events();

    [[nodiscard]] iterator begin() const noexcept { return iterator{this, 0}; }
    [[nodiscard]] iterator end() const noexcept { return iterator{this, count_}; }

    /// Whether an iteration that starts now would yield nothing.
    [[nodiscard]] bool empty() const noexcept { return begin() == end(); }

    /// Drops all events; they are not delivered again (level-triggered sources are, if still ready).
    void clear() noexcept { count_ = 0; }

    [[nodiscard]] std::size_t capacity() const noexcept { return entries_.size(); }

private:
    friend class detail::loop;

    std::vector<detail::ready_source> entries_;  // never changes its size
    std::size_t count_ = 0;                      // how many of them the last wait filled
    std::shared_ptr<const detail::loop> loop_;
};

}  // namespace bounce::minimio
