#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/durable/budget.hpp"
#include "bounce/durable/delivery.hpp"
#include "bounce/durable/slice.hpp"

#include <span>

namespace bounce::durable {

/// A program in memory, at the place where its last slice ended. Used by one thread at a time. It is
/// deterministic: its state, the deliveries and `now` decide what a slice is.
class instance {
public:
    virtual ~instance() = default;

    /// Goes on until nothing in it can, or the budget is spent.
    ///
    /// Each delivery takes hold before the next is looked at; before one with the time `at` takes hold,
    /// so do the timers that were due at or before `at`; after the last, those that are due at `now`.
    /// No deliveries is fine: a timer is due, or the last slice was `runnable`. A delivery for an
    /// operation that the program abandoned is ignored.
    ///
    /// An error means that the program itself is broken (its code is missing, its state contradicts
    /// itself), not that the run failed: that is an outcome.
    [[nodiscard]] virtual result<slice> resume(std::span<const delivery> deliveries,
                                               nanoseconds now, const budget& limit) = 0;

    /// Appends the state as it is now: what `program::open` takes.
    [[nodiscard]] virtual result<void> save(bytes& out) const = 0;

protected:
    instance() = default;
    instance(const instance&) = default;
    instance& operator=(const instance&) = default;
};

}  // namespace bounce::durable
