// Structured concurrency: with_group and when_all.
#include "runtime_support.hpp"

#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/submit.hpp"
#include "bounce/runtime/timeout.hpp"
#include "bounce/runtime/when_all.hpp"
#include "bounce/runtime/with_group.hpp"

#include <gtest/gtest.h>

namespace bounce {
namespace {

using namespace runtime_test;

class group_test : public in_every_mode {};
INSTANTIATE_TEST_SUITE_P(, group_test, ::testing::ValuesIn(every_mode), mode_name);

/// Sleeps until it is stopped, then takes a little while to clean up.
task<result<void>> reluctant(atomic<int>& stopped) {
    auto slept = co_await sleep(1h);
    for (int i = 0; i < 5; ++i) co_await yield_now();
    if (!slept) ++stopped;
    co_return slept;
}

TEST_P(group_test, waits_for_all_its_tasks) {
    run([]() -> task<void> {
        atomic<int> ended{0};
        const auto child = [&ended](int n) -> task<void> {
            for (int i = 0; i < n; ++i) co_await yield_now();
            ++ended;
        };
        auto body = [&](task_group& g) -> task<int> {
            for (int i = 0; i < 50; ++i) g.spawn(child, i).detach();
            auto joined = g.spawn(child, 3);
            const auto r = co_await joined;
            EXPECT_TRUE(r.has_value());
            co_return 7;
        };
        const auto r = co_await with_group(body);
        EXPECT_EQ(r.value(), 7);
        EXPECT_EQ(ended, 51);
    });
}

TEST_P(group_test, nothing_of_a_task_outlives_it_not_even_its_arguments) {
    run([]() -> task<void> {
        for (int round = 0; round < 100; ++round) {
            atomic<int> alive{0};
            struct counted {
                explicit counted(atomic<int>& n) : number{&n} { ++*number; }
                counted(counted&& other) noexcept : number{other.number} { ++*number; }
                counted& operator=(counted&&) = delete;
                ~counted() {
                    thread_yield();  // gives the group every chance to end too early
                    --*number;
                }
                atomic<int>* number;
            };
            const auto child = [](counted) -> task<void> { co_await yield_now(); };
            auto body = [&](task_group& g) -> task<void> {
                std::vector<join_handle<void>> dropped;
                for (int i = 0; i < 4; ++i) {
                    g.spawn(child, counted{alive}).detach();
                    dropped.push_back(g.spawn(child, counted{alive}));
                }
                co_return;
            };
            const auto r = co_await with_group(body);
            EXPECT_TRUE(r.has_value());
            EXPECT_EQ(alive, 0);
        }
    });
}

TEST_P(group_test, the_first_error_stops_the_others_and_is_the_outcome) {
    run([]() -> task<void> {
        atomic<int> stopped{0};
        auto body = [&](task_group& g) -> task<void> {
            for (int i = 0; i < 4; ++i) g.spawn(reluctant(stopped)).detach();
            const auto fails = []() -> task<result<int>> {
                co_await yield_now();
                co_return errc::malformed;
            };
            g.spawn(fails()).detach();
            // The body is stopped as well.
            const auto r = co_await sleep(1h);
            EXPECT_FALSE(r.has_value());
        };
        const auto r = co_await with_group(body);
        EXPECT_FALSE(r.has_value());
        EXPECT_EQ(r.error(), errc::malformed) << "not hidden by those that were cancelled for it";
        if (GetParam().kind == flavour::current_thread) {
            EXPECT_EQ(stopped, 4);
        }
        const auto after = co_await sleep(1us);
        EXPECT_TRUE(after.has_value()) << "the caller was not stopped";
    });
}

TEST_P(group_test, an_exception_of_a_task_stops_the_others_and_is_thrown) {
    unhandled_log hook;
    auto options = in_every_mode::options();
    hook.listen(options);
    auto rt = runtime::create(options).value();
    run_in(rt, []() -> task<void> {
        atomic<int> stopped{0};
        std::string what;
        auto body = [&](task_group& g) -> task<void> {
            g.spawn(reluctant(stopped)).detach();
            const auto throws = []() -> task<void> {
                co_await yield_now();
                throw std::runtime_error{"from a child"};
            };
            g.spawn(throws()).detach();
            co_return;
        };
        try {
            static_cast<void>(co_await with_group(body));
        } catch (const std::runtime_error& e) {
            what = e.what();
        }
        EXPECT_EQ(what, "from a child");
    });
    EXPECT_EQ(hook.lines().size(), 0U) << "it was thrown, so nobody else is told";
}

TEST_P(group_test, a_body_that_throws_stops_its_tasks_and_waits_for_them) {
    run([]() -> task<void> {
        atomic<int> ended{0};
        std::string what;
        auto body = [&](task_group& g) -> task<void> {
            const auto child = [&ended]() -> task<void> {
                static_cast<void>(co_await sleep(1h));
                co_await yield_now();
                ++ended;
            };
            atomic<bool> started{false};
            const auto signals = [&started]() -> task<void> {
                started = true;
                co_return;
            };
            g.spawn(child).detach();
            g.spawn(signals).detach();
            while (!started) co_await yield_now();
            co_await settle();
            throw std::runtime_error{"from the body"};
        };
        try {
            static_cast<void>(co_await with_group(body));
        } catch (const std::runtime_error& e) {
            what = e.what();
        }
        EXPECT_EQ(what, "from the body");
        if (GetParam().kind == flavour::current_thread) {
            EXPECT_EQ(ended, 1);
        }
    });
}

TEST_P(group_test, a_body_that_fails_stops_its_tasks_and_gives_its_error) {
    run([]() -> task<void> {
        atomic<int> stopped{0};
        auto body = [&](task_group& g) -> task<result<int>> {
            g.spawn(reluctant(stopped)).detach();
            co_await settle();
            const int n = co_await result<int>(errc::not_found);
            co_return n;
        };
        const auto r = co_await with_group(body);
        EXPECT_EQ(r.error(), errc::not_found);
    });
}

TEST_P(group_test, can_be_cancelled_which_is_no_failure) {
    run([]() -> task<void> {
        atomic<int> stopped{0};
        auto body = [&](task_group& g) -> task<int> {
            for (int i = 0; i < 3; ++i) g.spawn(reluctant(stopped)).detach();
            EXPECT_EQ(g.size(), 3U);
            co_await settle();
            g.cancel();
            const auto r = co_await sleep(1h);
            EXPECT_FALSE(r.has_value()) << "the body is part of the group";
            const auto late = []() -> task<void> {
                ADD_FAILURE() << "a task of a stopped group started";
                co_return;
            };
            g.spawn(late).detach();
            co_return 5;
        };
        const auto r = co_await with_group(body);
        EXPECT_EQ(r.value(), 5);
    });
}

TEST_P(group_test, is_reached_by_cancellation_from_outside) {
    run([]() -> task<void> {
        atomic<int> stopped{0};
        atomic<bool> begun{false};
        const auto outer = [&]() -> task<result<int>> {
            auto body = [&](task_group& g) -> task<result<int>> {
                auto inner = [&](task_group& deeper) -> task<void> {
                    deeper.spawn(reluctant(stopped)).detach();
                    co_await settle();
                    begun = true;
                };
                g.spawn(reluctant(stopped)).detach();
                const auto r = co_await with_group(inner);
                EXPECT_TRUE(r.has_value());
                auto slept = co_await sleep(1h);
                co_await std::move(slept);
                co_return 1;
            };
            co_return co_await with_group(body);
        };
        auto handle = spawn(outer);
        while (!begun) co_await yield_now();
        co_await settle();
        handle.abort();
        const auto r = co_await handle;
        EXPECT_EQ(r.error(), errc::cancelled);
        if (GetParam().kind == flavour::current_thread) {
            EXPECT_EQ(stopped, 2);
        }
    });
}

TEST_P(group_test, its_tasks_can_spawn_into_it) {
    run([]() -> task<void> {
        atomic<int> leaves{0};
        auto body = [&](task_group& g) -> task<void> {
            struct tree {
                static task<void> grow(task_group& group, atomic<int>& count, int depth) {
                    if (depth == 0) {
                        ++count;
                        co_return;
                    }
                    group.spawn(grow(group, count, depth - 1)).detach();
                    group.spawn(grow(group, count, depth - 1)).detach();
                }
            };
            co_await tree::grow(g, leaves, 8);
        };
        const auto r = co_await with_group(body);
        EXPECT_TRUE(r.has_value());
        EXPECT_EQ(leaves, 256);
    });
}

TEST_P(group_test, without_tasks_gives_what_its_body_gives) {
    run([]() -> task<void> {
        auto body = [](task_group& g) -> task<result<std::string>> {
            EXPECT_EQ(g.size(), 0U);
            co_return std::string{"alone"};
        };
        const auto r = co_await with_group(body);
        EXPECT_EQ(r.value(), "alone");
    });
}

TEST_P(group_test, a_task_waits_for_its_job_even_when_a_sibling_failed) {
    run([]() -> task<void> {
        atomic<bool> job_ended{false};
        atomic<bool> job_begun{false};
        auto body = [&](task_group& g) -> task<void> {
            const auto works = [&]() -> task<result<void>> {
                const auto work = [&] {
                    job_begun = true;
                    for (int i = 0; i < 1000; ++i) thread_yield();
                    job_ended = true;
                };
                co_return co_await submit("slow", work);
            };
            g.spawn(works).detach();
            while (!job_begun) co_await yield_now();
            const auto fails = []() -> task<result<void>> { co_return errc::malformed; };
            g.spawn(fails).detach();
        };
        const auto r = co_await with_group(body);
        EXPECT_EQ(r.error(), errc::malformed);
        EXPECT_TRUE(job_ended);
    });
}

// --- when_all

TEST_P(group_test, when_all_gives_each_its_own_outcome) {
    run([]() -> task<void> {
        const auto number = []() -> task<int> {
            co_await yield_now();
            co_return 1;
        };
        const auto refused = []() -> task<result<std::string>> { co_return errc::closed; };
        const auto by_operation = []() -> operation<char> { co_return 'c'; };
        auto handle = spawn(number());
        const auto [a, b, c, d, e] =
            co_await when_all(number(), refused(), by_operation(), sleep(1ms), handle);
        EXPECT_EQ(a.value(), 1);
        EXPECT_EQ(b.error(), errc::closed) << "an error does not touch the others";
        EXPECT_EQ(c.value(), 'c');
        EXPECT_TRUE(d.has_value());
        EXPECT_EQ(e.value(), 1);
    });
}

TEST_P(group_test, when_all_of_a_vector_keeps_its_order) {
    run([]() -> task<void> {
        const auto number = [](int n) -> task<result<int>> {
            for (int i = n; i < 20; ++i) co_await yield_now();
            if (n == 13) co_return errc::malformed;
            co_return n;
        };
        std::vector<task<result<int>>> works;
        for (int n = 0; n < 20; ++n) works.push_back(number(n));
        const auto all = co_await when_all(std::move(works));
        EXPECT_EQ(all.size(), 20U);
        for (int n = 0; n < 20; ++n) {
            const auto& r = all[static_cast<std::size_t>(n)];
            EXPECT_EQ(r.has_value(), n != 13);
            if (r) {
                EXPECT_EQ(*r, n);
            }
        }
        const auto none = co_await when_all(std::vector<task<int>>());
        EXPECT_TRUE(none.empty());
    });
}

TEST_P(group_test, when_all_throws_when_all_have_ended) {
    run([]() -> task<void> {
        atomic<int> stopped{0};
        const auto throws = []() -> task<int> {
            co_await settle();
            throw std::runtime_error{"one of them"};
        };
        std::string what;
        try {
            static_cast<void>(co_await when_all(throws(), reluctant(stopped)));
        } catch (const std::runtime_error& e) {
            what = e.what();
        }
        EXPECT_EQ(what, "one of them");
        if (GetParam().kind == flavour::current_thread) {
            EXPECT_EQ(stopped, 1);
        }
    });
}

}  // namespace
}  // namespace bounce
