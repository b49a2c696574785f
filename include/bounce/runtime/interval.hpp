#pragma once

#include "bounce/base/assert.hpp"
#include "bounce/runtime/sleep.hpp"

#include <algorithm>
#include <utility>

namespace bounce {

/// What an interval does with ticks that nobody awaited in time.
enum class missed_ticks {
    burst,  ///< delivers them one after the other without waiting, until it has caught up
    delay,  ///< forgets them; the next tick is a full period after the late one
    skip,   ///< forgets them; the next tick is the next multiple of the period
};

/// Ticks at a steady pace. The first tick is one period after the interval was made.
///
/// `co_await ticks.tick()` gives `result<time_point>`: when the tick was due. One task at a time may wait
/// for a tick; a cancelled wait loses no tick. Allocates nothing.
///
///     interval every{100ms};
///     while (auto due = co_await every.tick()) { … }
class interval {
public:
    explicit interval(nanoseconds period, missed_ticks policy = missed_ticks::burst)
        : period_{period}, policy_{policy}, next_{saturating_add(now(), period)} {
        BOUNCE_ASSERT(period > nanoseconds::zero(), "an interval needs a period of more than zero");
    }

    class tick_operation final : public basic_operation<tick_operation, time_point> {
    public:
        static constexpr const char* waits_for = "the tick of an interval";
        static constexpr bool pinned = false;

        explicit tick_operation(interval& owner) noexcept : owner_{&owner}, sleep_{owner.next_} {}

        [[nodiscard]] bool try_now() noexcept { return sleep_.try_now(); }
        void submit(detail::waiter& w) noexcept { sleep_.submit(w); }
        void retract(detail::waiter& w) noexcept { sleep_.retract(w); }
        [[nodiscard]] result<time_point> take() noexcept { return owner_->advance(); }

    private:
        interval* owner_;
        detail::sleep_operation sleep_;
    };

    [[nodiscard]] tick_operation tick() noexcept { return tick_operation{*this}; }

    [[nodiscard]] nanoseconds period() const noexcept { return period_; }
    /// The next tick is one period from now.
    void reset() noexcept { next_ = saturating_add(now(), period_); }

private:
    [[nodiscard]] time_point advance() noexcept {
        const time_point due = next_;
        const time_point current = now();
        switch (policy_) {
            case missed_ticks::burst: next_ = due + period_; break;
            case missed_ticks::delay:
                next_ = current < due + period_ ? due + period_ : current + period_;
                break;
            case missed_ticks::skip: next_ = due + period_ * ((current - due) / period_ + 1); break;
        }
        return due;
    }

    nanoseconds period_;
    missed_ticks policy_;
    time_point next_;
};

}  // namespace bounce
