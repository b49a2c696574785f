// Several workers: that they share the work, wake each other and lose nothing.
#include "runtime_support.hpp"

#include "bounce/runtime/callbacks.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/suspend_with.hpp"
#include "bounce/runtime/sync/mpsc.hpp"
#include "bounce/runtime/sync/notify.hpp"
#include "bounce/runtime/with_group.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <set>

namespace bounce {
namespace {

using namespace runtime_test;

class workers_test : public in_every_mode {};
INSTANTIATE_TEST_SUITE_P(, workers_test, ::testing::ValuesIn(every_worker_count), mode_name);

TEST_P(workers_test, each_takes_its_share) {
    // As many tasks as workers, each of which goes on only when all have begun: no worker may sleep while
    // there is a task that nobody runs, wherever it was spawned.
    const int n = static_cast<int>(GetParam().workers);
    auto rt = make_runtime(GetParam());
    for (int round = 0; round < 50; ++round) {
        atomic<int> arrived{0};
        os_mutex lock;
        std::set<std::string> names;
        const auto meet = [&]() -> task<void> {
            {
                const lock_guard<os_mutex> guard{lock};
                names.insert(current_thread_name());
            }
            ++arrived;
            while (arrived < n) thread_yield();
            co_return;
        };
        if (round % 2 == 0) {
            run_in(rt, [&]() -> task<void> {
                std::vector<join_handle<void>> handles;
                for (int i = 1; i < n; ++i) handles.push_back(spawn(meet));
                co_await meet();
                for (auto& h : handles) static_cast<void>(co_await h);
            });
        } else {
            std::vector<join_handle<void>> handles;
            for (int i = 0; i < n; ++i) handles.push_back(rt.spawn(in_task(meet)));
            while (arrived < n) thread_yield();
            run_in(rt, [&]() -> task<void> {
                for (auto& h : handles) static_cast<void>(co_await h);
            });
        }
        EXPECT_EQ(names.size(), static_cast<std::size_t>(n));
    }
}

TEST_P(workers_test, steal_from_one_that_is_busy) {
    if (GetParam().workers == 1) GTEST_SKIP() << "there is nobody to steal";
    auto rt = make_runtime(GetParam());
    run_in(rt, []() -> task<void> {
        atomic<int> ran{0};
        const auto counts = [&ran]() -> task<void> {
            ++ran;
            co_return;
        };
        constexpr int n = 1000;  // more than a run queue holds
        std::vector<join_handle<void>> handles;
        for (int i = 0; i < n; ++i) handles.push_back(spawn(counts));
        while (ran < n) thread_yield();  // this worker does not help
        for (auto& h : handles) static_cast<void>(co_await h);
    });
    EXPECT_GT(rt.metrics().steals, 0U);
}

TEST_P(workers_test, two_tasks_play_ping_pong_and_no_wake_up_is_lost) {
    auto rt = make_runtime(GetParam());
    run_in(rt, []() -> task<void> {
        auto [ping, pings] = make_mpsc<int>(1);
        auto [pong, pongs] = make_mpsc<int>(1);
        constexpr int n = 50'000;  // each way
        const auto answers = [](mpsc_receiver<int> in, mpsc_sender<int> out) -> task<void> {
            for (int i = 0; i < n; ++i) {
                const auto got = co_await in.receive();
                EXPECT_EQ(got.value(), i);
                const auto sent = co_await out.send(i);
                EXPECT_TRUE(sent.has_value());
            }
        };
        auto other = spawn(answers, std::move(pings), std::move(pong));
        for (int i = 0; i < n; ++i) {
            const auto sent = co_await ping.send(i);
            EXPECT_TRUE(sent.has_value());
            const auto got = co_await pongs.receive();
            EXPECT_EQ(got.value(), i);
        }
        static_cast<void>(co_await other);
    });
}

TEST_P(workers_test, sleeping_ones_are_woken_each_time) {
    // The runtime falls asleep as a whole before each wake-up, which comes from outside.
    auto rt = make_runtime(GetParam());
    atomic<int> answered{0};
    for (int i = 0; i < 2000; ++i) {
        const int before = answered;
        if (i % 2 == 0) {
            rt.post([&answered] { ++answered; });
        } else {
            const auto answers = [](atomic<int>& n) -> task<void> {
                ++n;
                co_return;
            };
            rt.spawn(answers(answered)).detach();
        }
        while (answered == before) thread_yield();
    }
    EXPECT_EQ(answered, 2000);
}

TEST_P(workers_test, posts_run_on_workers_and_may_use_the_loop) {
    auto rt = make_runtime(GetParam());
    atomic<int> called{0};
    for (int i = 0; i < 20; ++i) {
        rt.post([&called] {
            EXPECT_TRUE(current_thread_name().starts_with("worker"));
            const auto here = this_thread_id();
            set_timeout(1us, [&called, here] {
                EXPECT_EQ(this_thread_id(), here);
                set_immediate([&called, here] {
                    EXPECT_EQ(this_thread_id(), here);
                    next_tick([&called] { ++called; });
                });
            });
        });
    }
    while (called != 20) thread_yield();
}

TEST_P(workers_test, several_threads_block_on_one_runtime) {
    auto rt = make_runtime(GetParam());
    atomic<int> sum{0};
    std::vector<os_thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 200; ++i) {
                const auto adds = [](int n) -> task<int> {
                    co_await yield_now();
                    if (n % 10 == 3) static_cast<void>(co_await sleep(1us));
                    co_return n;
                };
                sum += rt.block_on(adds(t)).value();
            }
        });
    }
    for (auto& t : threads) t.join();
    EXPECT_EQ(sum, 200 * (0 + 1 + 2 + 3));
}

TEST_P(workers_test, a_task_that_blocks_its_worker_keeps_no_other_task_from_running) {
    if (GetParam().workers == 1) GTEST_SKIP() << "there is only this worker";
    auto rt = make_runtime(GetParam());
    run_in(rt, []() -> task<void> {
        atomic<bool> released{false};
        const auto blocks = [&released]() -> task<void> {
            while (!released) thread_yield();
            co_return;
        };
        // It was woken here, beside other work of this worker.
        notify bell;
        const auto releases = [&]() -> task<void> {
            static_cast<void>(co_await bell.wait());
            released = true;
        };
        auto later = spawn(releases);
        co_await settle();
        auto blocked = spawn(blocks);
        bell.notify_one();
        static_cast<void>(co_await blocked);
        static_cast<void>(co_await later);
    });
}

TEST_P(workers_test, a_timer_of_a_task_that_moved_can_be_cancelled_from_its_new_worker) {
    auto rt = make_runtime(GetParam());
    run_in(rt, []() -> task<void> {
        for (int round = 0; round < 200; ++round) {
            const auto body = []() -> task<void> {
                for (int i = 0; i < 3; ++i) co_await yield_now();
                auto group_body = [](task_group& g) -> task<void> {
                    const auto sleeps = []() -> task<void> {
                        static_cast<void>(co_await sleep(1h));
                    };
                    for (int i = 0; i < 4; ++i) g.spawn(sleeps).detach();
                    co_await yield_now();
                    g.cancel();
                };
                static_cast<void>(co_await with_group(group_body));
            };
            auto a = spawn(body);
            auto b = spawn(body);
            static_cast<void>(co_await a);
            static_cast<void>(co_await b);
        }
    });
}

TEST_P(workers_test, handing_a_task_back_and_forth_between_runtimes) {
    auto a = make_runtime(GetParam());
    auto b = make_runtime(GetParam());
    // A task of each waits for wakers that a task of the other uses.
    struct side {
        os_mutex lock;
        std::optional<waker> waiting;
        int woken = 0;  ///< wakes that came while nobody waited

        auto wait() {
            return suspend_with([this](waker w) {
                const lock_guard<os_mutex> guard{lock};
                if (woken != 0) {
                    --woken;
                    w.wake();
                } else {
                    waiting = std::move(w);
                }
            });
        }
        void wake() {
            const lock_guard<os_mutex> guard{lock};
            if (waiting) {
                std::exchange(waiting, std::nullopt)->wake();
            } else {
                ++woken;
            }
        }
    };
    side left;
    side right;
    constexpr int n = 5000;
    const auto plays = [](side& mine, side& other) -> task<int> {
        int received = 0;
        for (int i = 0; i < n; ++i) {
            other.wake();
            const auto r = co_await mine.wait();
            received += r ? 1 : 0;
        }
        co_return received;
    };
    auto handle = a.spawn(plays(left, right));
    EXPECT_EQ(b.block_on(plays(right, left)).value(), n);
    run_in(a, [&]() -> task<void> {
        const auto received = co_await handle;
        EXPECT_EQ(received.value(), n);
    });
}

}  // namespace
}  // namespace bounce
