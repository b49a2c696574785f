// Spawned tasks: how they are made, joined and let go.
#include "bounce/runtime/spawn.hpp"

#include "runtime_support.hpp"

#include "bounce/runtime/callbacks.hpp"
#include "bounce/runtime/sleep.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace bounce {
namespace {

using namespace runtime_test;
using ::testing::ElementsAre;

class spawn_test : public in_every_mode {};
INSTANTIATE_TEST_SUITE_P(, spawn_test, ::testing::ValuesIn(every_mode), mode_name);

task<int> doubled(int n) { co_return 2 * n; }
operation<int> tripled(int n) {
    co_await yield_now();
    co_return 3 * n;
}
task<int> length_of(const std::string& text) {
    co_await yield_now();
    co_return static_cast<int>(text.size());
}
task<int> fail(const char* what) {
    co_await yield_now();
    throw std::runtime_error{what};
}

TEST_P(spawn_test, takes_a_task_an_operation_a_function_and_a_lambda) {
    run([]() -> task<void> {
        auto a = spawn(doubled(1));
        auto b = spawn(tripled(1));
        auto c = spawn(doubled, 2);
        auto d = spawn(tripled, 2);
        const auto by_lambda = [](int n) -> task<int> { return doubled(n); };
        auto e = spawn(by_lambda, 4);
        const auto va = co_await a;
        const auto vb = co_await b;
        const auto vc = co_await c;
        const auto vd = co_await d;
        const auto ve = co_await e;
        EXPECT_EQ(va.value(), 2);
        EXPECT_EQ(vb.value(), 3);
        EXPECT_EQ(vc.value(), 4);
        EXPECT_EQ(vd.value(), 6);
        EXPECT_EQ(ve.value(), 8);
    });
}

TEST_P(spawn_test, keeps_the_lambda_and_its_captures_as_long_as_the_task) {
    run([]() -> task<void> {
        bool dead = false;
        join_handle<int> handle;
        {
            auto captured = std::make_shared<death_mark>(dead);
            auto body = [captured, text = std::string(100, 'x')]() -> task<int> {
                for (int i = 0; i < 5; ++i) co_await yield_now();
                co_return static_cast<int>(text.size());
            };
            handle = spawn(std::move(body));
        }
        const auto n = co_await handle;
        EXPECT_EQ(n.value(), 100);
        EXPECT_TRUE(dead);
    });
}

task<int> count_and_keep(std::shared_ptr<death_mark> argument, int n) {
    co_await yield_now();
    co_return argument ? n : 0;
}

TEST_P(spawn_test, destroys_its_arguments_when_it_ends_although_the_handle_is_kept) {
    run([]() -> task<void> {
        bool dead = false;
        auto handle = spawn(count_and_keep(std::make_shared<death_mark>(dead), 7));
        while (!handle.ended()) co_await yield_now();
        EXPECT_TRUE(dead);
        const auto n = co_await handle;
        EXPECT_EQ(n.value(), 7);
    });
}

TEST_P(spawn_test, the_call_of_a_lambda_with_captures_may_be_given_to_block_on) {
    auto rt = make_runtime(GetParam());
    int n = 1;
    const auto body = [&]() -> task<int> {
        co_await yield_now();
        co_return ++n;
    };
    EXPECT_EQ(rt.block_on(body()).value(), 2);  // body lives until block_on returns
}

TEST_P(spawn_test, copies_its_arguments_unless_they_are_references) {
    run([]() -> task<void> {
        // The callee takes a reference; the task owns what it refers to.
        join_handle<int> handle;
        {
            std::string text(50, 'y');
            handle = spawn(length_of, text);
            text.clear();
        }
        const auto n = co_await handle;
        EXPECT_EQ(n.value(), 50);

        int counter = 0;
        const auto increment = [](int& c) -> task<void> {
            ++c;
            co_return;
        };
        auto by_reference = spawn(increment, std::ref(counter));
        static_cast<void>(co_await by_reference);
        EXPECT_EQ(counter, 1);

        auto pointer = std::make_unique<int>(7);
        const auto takes = [](std::unique_ptr<int> p) -> task<int> { co_return *p; };
        auto moved = spawn(takes, std::move(pointer));
        const auto seven = co_await moved;
        EXPECT_EQ(seven.value(), 7);
    });
}

TEST_P(spawn_test, does_not_run_the_task_inside_the_call) {
    if (GetParam().kind == flavour::multi_thread)
        GTEST_SKIP() << "another worker may run it at once";
    run([]() -> task<void> {
        bool started = false;
        const auto body = [&started]() -> task<void> {
            started = true;
            co_return;
        };
        auto handle = spawn(body);
        EXPECT_FALSE(started);
        EXPECT_FALSE(handle.ended());
        co_await yield_now();
        EXPECT_TRUE(started);
        EXPECT_TRUE(handle.ended());
    });
}

TEST_P(spawn_test, gives_each_task_an_id_of_its_own_and_its_name) {
    run([]() -> task<void> {
        std::set<std::uint64_t> ids;
        std::vector<join_handle<int>> handles;
        for (int i = 0; i < 100; ++i) handles.push_back(spawn(doubled(i), "doubler"));
        for (auto& h : handles) {
            EXPECT_STREQ(h.name(), "doubler");
            EXPECT_NE(h.id(), 0U);
            ids.insert(h.id());
            static_cast<void>(co_await h);
            EXPECT_EQ(h.id(), 0U);
            EXPECT_STREQ(h.name(), "");
        }
        EXPECT_EQ(ids.size(), 100U);
    });
}

TEST_P(spawn_test, joining_twice_gives_already_joined) {
    run([]() -> task<void> {
        auto handle = spawn(doubled(1));
        const auto first = co_await handle;
        const auto again = co_await handle;
        EXPECT_EQ(first.value(), 2);
        EXPECT_EQ(again.error(), errc::already_joined);
        join_handle<int> nothing;
        const auto never = co_await nothing;
        EXPECT_EQ(never.error(), errc::already_joined);
        EXPECT_TRUE(nothing.ended());
        nothing.abort();
        nothing.detach();
    });
}

TEST_P(spawn_test, a_join_throws_what_the_task_threw) {
    run([]() -> task<void> {
        auto handle = spawn(fail("at the join"));
        std::string what;
        try {
            static_cast<void>(co_await handle);
        } catch (const std::runtime_error& e) {
            what = e.what();
        }
        EXPECT_EQ(what, "at the join");
        const auto again = co_await handle;
        EXPECT_EQ(again.error(), errc::already_joined);
    });
}

TEST_P(spawn_test, exceptions_that_nobody_joins_reach_the_hook_once) {
    unhandled_log hook;
    auto options = in_every_mode::options();
    hook.listen(options);
    {
        auto rt = runtime::create(options).value();
        run_in(rt, []() -> task<void> {
            // Detached before it ends, dropped after it has ended, joined.
            spawn(fail("detached"), "a").detach();
            {
                auto dropped = spawn(fail("dropped"), "b");
                while (!dropped.ended()) co_await yield_now();
            }
            auto joined = spawn(fail("joined"), "c");
            try {
                static_cast<void>(co_await joined);
                ADD_FAILURE() << "a failed task was joined without an exception";
            } catch (const std::runtime_error&) {
            }
        });
    }
    auto lines = hook.lines();
    std::ranges::sort(lines);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_THAT(lines[0], ::testing::MatchesRegex("task [0-9]+ \"[ab]\": d(etached|ropped)"));
    EXPECT_THAT(lines[1], ::testing::MatchesRegex("task [0-9]+ \"[ab]\": d(etached|ropped)"));
    EXPECT_NE(lines[0], lines[1]);
}

TEST_P(spawn_test, a_handle_may_be_dropped_while_its_task_ends) {
    // A race that only the sanitizers and the hook's count can judge.
    unhandled_log hook;
    auto options = in_every_mode::options();
    hook.listen(options);
    atomic<std::size_t> thrown{0};
    {
        auto rt = runtime::create(options).value();
        run_in(rt, [&thrown]() -> task<void> {
            const auto throws = [&thrown]() -> task<void> {
                ++thrown;  // one that the end of the runtime finds waiting for its start never does
                throw std::runtime_error{"dropped"};
                co_return;
            };
            for (int i = 0; i < 300; ++i) {
                auto handle = spawn(throws);
                if (i % 3 == 0) co_await yield_now();
            }
        });
    }
    EXPECT_EQ(hook.lines().size(), thrown);
}

TEST_P(spawn_test, a_detached_task_goes_on_and_its_value_is_destroyed) {
    atomic<int> ended{0};
    {
        auto rt = make_runtime(GetParam());
        run_in(rt, [&]() -> task<void> {
            const auto body = [&ended]() -> task<std::shared_ptr<int>> {
                for (int i = 0; i < 3; ++i) co_await yield_now();
                const auto count = [&ended](int* p) {
                    ++ended;
                    delete p;
                };
                co_return std::shared_ptr<int>(new int{5}, count);
            };
            for (int i = 0; i < 10; ++i) spawn(body).detach();
            while (ended != 10) co_await yield_now();
        });
    }
    EXPECT_EQ(ended, 10);
}

TEST_P(spawn_test, many_tasks_all_end) {
    run([]() -> task<void> {
        std::vector<join_handle<int>> handles;
        for (int i = 0; i < 5000; ++i) handles.push_back(spawn(doubled, i));
        std::int64_t sum = 0;
        for (auto& h : handles) {
            const auto v = co_await h;
            sum += v.value();
        }
        EXPECT_EQ(sum, 5000 * 4999);
    });
}

TEST_P(spawn_test, from_another_thread_through_the_runtime) {
    auto rt = make_runtime(GetParam());
    std::vector<join_handle<int>> handles(8);
    std::vector<os_thread> threads;
    for (std::size_t i = 0; i < handles.size(); ++i)
        threads.emplace_back(
            [&, i] { handles[i] = rt.spawn(doubled(static_cast<int>(i)), "foreign"); });
    for (auto& t : threads) t.join();
    run_in(rt, [&]() -> task<void> {
        for (std::size_t i = 0; i < handles.size(); ++i) {
            const auto v = co_await handles[i];
            EXPECT_EQ(v.value(), static_cast<int>(2 * i));
        }
    });
}

TEST_P(spawn_test, what_a_task_threw_outlives_the_runtime) {
    unhandled_log hook;
    join_handle<int> joined;
    join_handle<int> dropped;
    std::uint64_t id = 0;
    {
        auto options = options_for(GetParam());
        hook.listen(options);
        auto rt = runtime::create(options).value();
        run_in(rt, [&]() -> task<void> {
            joined = spawn(fail("joined late"), "joined");
            dropped = spawn(fail("dropped late"), "dropped");
            id = dropped.id();
            while (!joined.ended() || !dropped.ended()) co_await yield_now();
        });
    }
    // First this, before another runtime may lie where that one was.
    ::testing::internal::CaptureStderr();
    dropped.detach();
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "bounce: unhandled exception in task " +
                                                            std::to_string(id) +
                                                            " \"dropped\": dropped late\n");
    EXPECT_TRUE(hook.lines().empty()) << "it went with its runtime";
    auto another = make_runtime(GetParam());
    run_in(another, [&]() -> task<void> {
        std::string what;
        try {
            static_cast<void>(co_await joined);
        } catch (const std::runtime_error& e) {
            what = e.what();
        }
        EXPECT_EQ(what, "joined late");
    });
}

TEST_P(spawn_test, a_handle_dropped_by_a_thread_of_nobody_reaches_the_hook) {
    unhandled_log hook;
    auto options = options_for(GetParam());
    hook.listen(options);
    auto rt = runtime::create(options).value();
    join_handle<int> kept;
    run_in(rt, [&]() -> task<void> {
        kept = spawn(fail("elsewhere"), "kept");
        while (!kept.ended()) co_await yield_now();
    });
    os_thread other{[handle = std::move(kept)]() mutable { handle.detach(); }};
    other.join();
    EXPECT_THAT(hook.lines(), ElementsAre(::testing::EndsWith("\"kept\": elsewhere")));
}

TEST_P(spawn_test, an_exception_counts_once_for_a_handle_that_is_dropped_after_the_shutdown) {
    unhandled_log hook;
    auto options = in_every_mode::options();
    hook.listen(options);
    {
        join_handle<int> late;
        auto rt = runtime::create(options).value();
        run_in(rt, [&]() -> task<void> {
            late = spawn(fail("late"));
            while (!late.ended()) co_await yield_now();
        });
        auto gone = std::move(rt);
        static_cast<void>(gone.shutdown(10s));
        EXPECT_EQ(hook.lines().size(), 0U);
        late.detach();
    }
    EXPECT_EQ(hook.lines().size(), 1U);
}

}  // namespace
}  // namespace bounce
