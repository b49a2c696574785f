#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/suspend_with.hpp"
#include "bounce/runtime/task.hpp"

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace bounce::durable {

/// What happens to a worker, as functions that its one task calls in the order of arrival. The threads of
/// the store and the tasks of attempts put them in; whoever does so keeps the queue alive, so that an
/// answer which comes too late finds it.
class event_queue {
public:
    using event = std::move_only_function<void()>;

    void put(event happened) {
        waker to_wake;
        {
            const std::lock_guard hold{lock_};
            events_.push_back(std::move(happened));
            to_wake = std::exchange(waiting_, {});
        }
        to_wake.wake();
    }

    /// Calls everything that is there. True if there was anything.
    bool run() {
        std::vector<event> ready;
        {
            const std::lock_guard hold{lock_};
            ready.swap(events_);
        }
        for (event& e : ready) e();
        return !ready.empty();
    }

    /// Waits until there is something, or until `deadline`. Error: `cancelled`.
    task<result<void>> wait(time_point deadline) {
        auto arrange = [this](const waker& w) {
            {
                const std::lock_guard hold{lock_};
                waiting_ = w;
                if (events_.empty()) return;
            }
            w.wake();
        };
        auto first = co_await select(suspend_with(std::move(arrange)), sleep_until(deadline));
        {
            const std::lock_guard hold{lock_};
            waiting_ = {};
        }
        if (first.index() == 0) co_return std::get<0>(std::move(first));
        co_return std::get<1>(std::move(first));
    }

private:
    std::mutex lock_;  // guards the rest
    std::vector<event> events_;
    waker waiting_;
};

}  // namespace bounce::durable
