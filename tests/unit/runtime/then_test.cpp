// The callback face of operations: `.then`.
#include "runtime_support.hpp"

#include "bounce/runtime/callbacks.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/submit.hpp"
#include "bounce/runtime/suspend_with.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

namespace bounce {
namespace {

using namespace runtime_test;
using ::testing::ElementsAre;

operation<int> number(int n) {
    co_await yield_now();
    co_return n;
}
operation<int> number_that_throws() {
    co_await yield_now();
    throw std::runtime_error{"in the coroutine"};
}
operation<int> slow_number(int n) {
    co_await co_await sleep(24h);
    co_return n;
}

/// On the loops: what runs when.
class then_test : public ::testing::TestWithParam<mode> {
protected:
    runtime rt_ = make_runtime(GetParam());
};
INSTANTIATE_TEST_SUITE_P(, then_test, ::testing::ValuesIn(every_loop), mode_name);

TEST_P(then_test, calls_once_later_and_on_the_loop_thread) {
    int calls = 0;
    const auto here = this_thread_id();
    const auto work = [] { return 2; };
    bool inside = true;
    const auto done = rt_.run([&] {
        const auto take = [&](int expected) {
            return [&, expected](const result<int>& r) {
                EXPECT_FALSE(inside) << "called from inside `then`";
                EXPECT_EQ(r.value(), expected);
                EXPECT_EQ(this_thread_id(), here);
                ++calls;
            };
        };
        number(1).then(take(1));
        submit("two", work).then(take(2));
        sleep_until(now()).then([&](const result<void>& r) {
            EXPECT_FALSE(inside);
            EXPECT_TRUE(r.has_value());
            ++calls;
        });
        inside = false;
        EXPECT_EQ(calls, 0);
    });
    EXPECT_TRUE(done.has_value());
    EXPECT_EQ(calls, 3);
}

TEST_P(then_test, an_operation_that_nobody_starts_does_nothing) {
    bool started = false;
    const auto work = [&started] { started = true; };
    const auto done = rt_.run([&] {
        const auto inert = submit("inert", work);
        const auto coroutine = number(1);
        static_cast<void>(inert);
        static_cast<void>(coroutine);
    });
    EXPECT_TRUE(done.has_value());
    EXPECT_FALSE(started);
    EXPECT_EQ(rt_.metrics().jobs_submitted, 0U);
}

TEST_P(then_test, dropping_the_handle_detaches) {
    int called = 0;
    const auto done = rt_.run([&] {
        {
            const operation_handle dropped = number(1).then([&](const result<int>&) { ++called; });
        }
        operation_handle none;
        none.cancel();
        none.unref();
    });
    EXPECT_TRUE(done.has_value());
    EXPECT_EQ(called, 1);
}

TEST_P(then_test, a_cancelled_operation_is_called_back_with_cancelled) {
    std::vector<std::string> log;
    const auto note = [&](const char* what) {
        return [&log, what](const result<int>& r) {
            log.push_back(what + (r ? " well" : " " + r.error().message()));
        };
    };
    operation_handle running;
    operation_handle ended;
    const auto done = rt_.run([&] {
        auto never_started = slow_number(1).then(note("never started"));
        never_started.cancel();
        never_started.cancel();
        EXPECT_TRUE(log.empty()) << "called from inside `cancel`";
        running = slow_number(2).then(note("running"));
        ended = number(3).then(note("ended"));
        set_immediate([&] {
            running.cancel();
            ended.cancel();  // too late, and harmless
            EXPECT_EQ(log.size(), 2U) << "called from inside `cancel`";
        });
    });
    EXPECT_TRUE(done.has_value());
    const std::string cancelled = error{errc::cancelled}.message();
    EXPECT_THAT(log, ::testing::UnorderedElementsAre("never started " + cancelled, "ended well",
                                                     "running " + cancelled));
    running.cancel();
    ended.cancel();
}

TEST_P(then_test, cancel_works_from_another_thread) {
    int called = 0;
    os_thread other;
    const auto done = rt_.run([&] {
        auto handle = suspend_with([](const waker& w) {
                          static std::optional<waker> kept;
                          kept = w;
                      }).then([&](const result<void>& r) {
            EXPECT_TRUE(!r && r.error() == errc::cancelled);
            ++called;
        });
        other = os_thread{[h = std::move(handle)]() mutable { h.cancel(); }};
    });
    other.join();
    EXPECT_TRUE(done.has_value());
    EXPECT_EQ(called, 1);
}

TEST_P(then_test, an_operation_that_throws_is_called_back_with_the_text_of_the_exception) {
    unhandled_log hook;
    auto options = options_for(GetParam());
    hook.listen(options);
    std::vector<std::string> told;
    {
        auto rt = runtime::create(options).value();
        const auto note = [&told](const result<int>& r) {
            ASSERT_FALSE(r.has_value());
            EXPECT_EQ(r.error(), errc::exception);
            told.push_back(r.error().message());
        };
        const auto done = rt.run([&] {
            const auto fail = []() -> int { throw std::runtime_error{"in the job"}; };
            submit("fail", fail).then(note);
            const auto fail_oddly = []() -> int { throw 42; };  // NOLINT(hicpp-exception-baseclass)
            submit("fail oddly", fail_oddly).then(note);
            number_that_throws().then(note);
        });
        EXPECT_TRUE(done.has_value());
    }
    EXPECT_THAT(told, ::testing::UnorderedElementsAre(
                          "in the job: an exception was thrown",
                          "an exception that is no std::exception: an exception was thrown",
                          "in the coroutine: an exception was thrown"));
    EXPECT_TRUE(hook.lines().empty()) << "who was called back has seen it";
}

TEST_P(then_test, a_callback_that_throws_reaches_the_hook_and_the_loop_goes_on) {
    unhandled_log hook;
    auto options = options_for(GetParam());
    hook.listen(options);
    bool after = false;
    {
        auto rt = runtime::create(options).value();
        const auto done = rt.run([&] {
            number(1).then([](const result<int>&) { throw std::runtime_error{"in the callback"}; });
            set_timeout(1ms, [&] { after = true; });
        });
        EXPECT_TRUE(done.has_value());
    }
    EXPECT_TRUE(after);
    EXPECT_THAT(hook.lines(),
                ElementsAre(::testing::MatchesRegex("task [0-9]+ \"callback\": in the callback")));
}

TEST_P(then_test, keeps_its_callback_until_it_was_called_and_no_longer) {
    bool dead = false;
    bool called = false;
    const auto done = rt_.run([&] {
        number(1).then([&, mark = std::make_shared<death_mark>(dead)](const result<int>&) {
            called = true;
            EXPECT_FALSE(dead);
        });
        set_immediate([&] { EXPECT_TRUE(dead); });
    });
    EXPECT_TRUE(done.has_value());
    EXPECT_TRUE(called);
    EXPECT_TRUE(dead);
}

TEST_P(then_test, callbacks_can_start_operations) {
    std::vector<int> log;
    std::function<void(int)> chain = [&](int n) {
        number(n).then([&, n](const result<int>& r) {
            log.push_back(r.value());
            if (n < 5) chain(n + 1);
        });
    };
    const auto done = rt_.run([&] { chain(1); });
    EXPECT_TRUE(done.has_value());
    EXPECT_THAT(log, ElementsAre(1, 2, 3, 4, 5));
}

TEST_P(then_test, next_ticks_of_a_callback_come_before_the_next_callback) {
    std::vector<std::string> log;
    const auto done = rt_.run([&] {
        for (const char* name : {"a", "b"}) {
            sleep_until(now()).then([&, name](const result<void>&) {
                log.emplace_back(name);
                next_tick([&, name] { log.push_back(std::string{"tick "} + name); });
            });
        }
    });
    EXPECT_TRUE(done.has_value());
    EXPECT_THAT(log, ElementsAre("a", "tick a", "b", "tick b"));
}

TEST_P(then_test, the_end_of_the_runtime_calls_back_with_cancelled) {
    int cancelled = 0;
    {
        auto rt = make_runtime(GetParam());
        const auto done = rt.run([&] {
            slow_number(1)
                .then([&](const result<int>& r) {
                    cancelled += !r && r.error() == errc::cancelled ? 1 : 0;
                })
                .unref();
        });
        EXPECT_TRUE(done.has_value());
        EXPECT_EQ(cancelled, 0);
    }
    EXPECT_EQ(cancelled, 1);
}

/// On the workers: a callback stays where it was asked for.
class then_on_workers : public in_every_mode {};
INSTANTIATE_TEST_SUITE_P(, then_on_workers, ::testing::ValuesIn(every_mode), mode_name);

TEST_P(then_on_workers, calls_once_on_the_starting_worker) {
    atomic<int> called{0};
    atomic<int> elsewhere{0};
    atomic<int> started{0};
    {
        auto rt = make_runtime(GetParam());
        run_in(rt, [&]() -> task<void> {
            const auto work = [] { return 1; };
            const auto starts = [&]() -> task<void> {
                for (int i = 0; i < 50; ++i) {
                    ++started;
                    const auto here = this_thread_id();
                    const auto check = [&, here](const result<int>& r) {
                        ++called;
                        if (this_thread_id() != here || r.value_or(0) != 1) ++elsewhere;
                    };
                    if (i % 2 == 0) {
                        number(1).then(check);
                    } else {
                        submit("one", work).then(check);
                    }
                    co_await yield_now();
                }
            };
            std::vector<join_handle<void>> handles;
            for (int t = 0; t < 8; ++t) handles.push_back(spawn(starts));
            for (auto& h : handles) static_cast<void>(co_await h);
            while (called != started) co_await yield_now();
        });
    }
    EXPECT_EQ(called, 400);
    EXPECT_EQ(elsewhere, 0);
}

TEST_P(then_on_workers, a_callback_task_that_spins_lets_other_tasks_run) {
    // It may not leave its worker; tasks that may must not wait behind it for ever.
    atomic<bool> flag{false};
    auto rt = make_runtime(GetParam());
    run_in(rt, [&]() -> task<void> {
        const auto spins = [](atomic<bool>& stop) -> operation<int> {
            while (!stop) co_await yield_now();
            co_return 1;
        };
        atomic<bool> called{false};
        spins(flag).then([&called](const result<int>&) { called = true; });
        const auto sets = [&flag]() -> task<void> {
            for (int i = 0; i < 5; ++i) co_await yield_now();
            flag = true;
        };
        auto setter = spawn(sets);
        static_cast<void>(co_await setter);
        while (!called) co_await yield_now();
    });
    EXPECT_TRUE(flag);
}

}  // namespace
}  // namespace bounce
