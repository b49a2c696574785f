// suspend_with and wakers: the bridge to what calls back by itself.
#include "runtime_support.hpp"

#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/suspend_with.hpp"
#include "bounce/runtime/timeout.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <optional>

namespace bounce {
namespace {

using namespace runtime_test;

class waker_test : public in_every_mode {};
INSTANTIATE_TEST_SUITE_P(, waker_test, ::testing::ValuesIn(every_mode), mode_name);

/// A thread that wakes what it is given, in order.
class waking_thread {
public:
    waking_thread() : thread_{[this] { main(); }} {}
    ~waking_thread() {
        give(waker{}, true);
        thread_.join();
    }
    void give(waker w, bool last = false) {
        {
            const lock_guard<os_mutex> guard{lock_};
            queue_.push_back(std::move(w));
            ended_ = last;
        }
        changed_.notify_one();
    }

private:
    void main() {
        for (;;) {
            waker next;
            {
                unique_lock<os_mutex> guard{lock_};
                changed_.wait(guard, [this] { return !queue_.empty(); });
                next = std::move(queue_.front());
                queue_.pop_front();
                if (ended_ && queue_.empty()) return;
            }
            next.wake();
        }
    }

    os_mutex lock_;
    os_condition changed_;
    std::deque<waker> queue_;
    bool ended_ = false;
    os_thread thread_;
};

TEST_P(waker_test, wakes_before_the_suspension_is_complete_and_after) {
    run([]() -> task<void> {
        const auto at_once = [](const waker& w) { w.wake(); };
        const auto early = co_await suspend_with(at_once);
        EXPECT_TRUE(early.has_value());
        waking_thread other;
        const auto later = [&other](waker w) { other.give(std::move(w)); };
        for (int i = 0; i < 50; ++i) {
            const auto r = co_await suspend_with(later);
            EXPECT_TRUE(r.has_value());
        }
    });
}

TEST_P(waker_test, may_be_used_twice_and_after_the_task_is_gone) {
    std::vector<waker> kept;
    run([&]() -> task<void> {
        const auto keep = [&kept](const waker& w) {
            kept.push_back(w);
            kept.push_back(w);
            w.wake();
            w.wake();
        };
        const auto first = co_await suspend_with(keep);
        EXPECT_TRUE(first.has_value());
        // A waker of an earlier wait does not wake a later one.
        const auto stale = [&kept](const waker& w) {
            kept.front().wake();
            kept.push_back(w);
        };
        const auto second = co_await timeout(1ms, suspend_with(stale));
        EXPECT_EQ(second.error(), errc::timed_out);
    });
    for (const auto& w : kept) w.wake();  // the runtime is gone
    EXPECT_EQ(kept.size(), 3U);
}

TEST_P(waker_test, copies_are_the_same_and_others_are_not) {
    run([]() -> task<void> {
        std::vector<waker> seen;
        const auto look = [&seen](waker w) {
            seen.push_back(w);
            seen.push_back(std::move(w));
            EXPECT_FALSE(w.same_as(seen[0]));  // NOLINT(bugprone-use-after-move): it is empty now
            seen.back().wake();
        };
        static_cast<void>(co_await suspend_with(look));
        static_cast<void>(co_await suspend_with(look));
        EXPECT_EQ(seen.size(), 4U);
        EXPECT_TRUE(seen[0].same_as(seen[1]));
        EXPECT_FALSE(seen[0].same_as(seen[2]));
        EXPECT_TRUE(waker{}.same_as(waker{}));
        waker{}.wake();
    });
}

TEST_P(waker_test, a_wait_that_lost_a_select_takes_no_wake) {
    run([]() -> task<void> {
        std::optional<waker> kept;
        const auto keep = [&kept](waker w) { kept = std::move(w); };
        const auto r = co_await select(suspend_with(keep), sleep(1ms));
        EXPECT_EQ(r.index(), 1U);
        kept->wake();
        const auto again = co_await select(sleep(1ms), suspend_with(keep));
        EXPECT_EQ(again.index(), 0U);
        kept->wake();
    });
}

TEST_P(waker_test, no_wake_is_lost_and_none_comes_twice) {
    auto rt = make_runtime(GetParam());
    waking_thread a;
    waking_thread b;
    atomic<int> resumed{0};
    run_in(rt, [&]() -> task<void> {
        const auto waits = [&]() -> task<void> {
            for (int i = 0; i < 200; ++i) {
                const auto both = [&](const waker& w) {
                    a.give(w);
                    b.give(w);
                };
                const auto r = co_await suspend_with(both);
                if (r) ++resumed;
            }
        };
        std::vector<join_handle<void>> handles;
        for (int t = 0; t < 8; ++t) handles.push_back(spawn(waits));
        for (auto& h : handles) static_cast<void>(co_await h);
    });
    EXPECT_EQ(resumed, 1600);
}

TEST_P(waker_test, cancel_and_wake_at_the_same_time_give_one_outcome) {
    auto rt = make_runtime(GetParam());
    for (int round = 0; round < 300; ++round) {
        os_mutex lock;
        std::optional<waker> kept;
        atomic<int> outcomes{0};
        const auto waits = [&]() -> task<bool> {
            const auto keep = [&](waker w) {
                const lock_guard<os_mutex> guard{lock};
                kept = std::move(w);
            };
            const auto r = co_await suspend_with(keep);
            ++outcomes;
            co_return r.has_value() || r.error() == errc::cancelled;
        };
        auto handle = rt.spawn(in_scope(waits));
        os_thread wakes{[&] {
            for (int i = 0; i < 2; ++i) {
                waker w;
                {
                    const lock_guard<os_mutex> guard{lock};
                    if (kept) w = *kept;
                }
                w.wake();
                thread_yield();
            }
        }};
        os_thread aborts{[&] { handle.abort(); }};
        run_in(rt, [&]() -> task<void> {
            while (!handle.ended()) co_await yield_now();
        });
        wakes.join();
        aborts.join();
        run_in(rt, [&]() -> task<void> {
            const auto r = co_await handle;
            EXPECT_TRUE(r ? *r : r.error() == errc::cancelled);
        });
        EXPECT_LE(outcomes, 1);
    }
}

TEST_P(waker_test, a_runtime_may_end_while_the_thread_that_woke_its_last_task_is_still_leaving) {
    for (int round = 0; round < 200; ++round) {
        os_thread other;
        {
            auto rt = make_runtime(GetParam());
            const auto waits = [&other]() -> task<void> {
                const auto arrange = [&other](waker w) {
                    other = os_thread{[w = std::move(w)] { w.wake(); }};
                };
                static_cast<void>(co_await suspend_with(arrange));
            };
            run_in(rt, waits);
        }
        other.join();
    }
}

}  // namespace
}  // namespace bounce
