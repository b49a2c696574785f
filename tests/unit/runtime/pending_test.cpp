// What keeps a loop alive, and what it says when tasks wait for what will never come.
#include "runtime_support.hpp"

#include "bounce/minimio/pipe.hpp"
#include "bounce/runtime/callbacks.hpp"
#include "bounce/runtime/register_io.hpp"
#include "bounce/runtime/shield.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/submit.hpp"
#include "bounce/runtime/suspend_with.hpp"
#include "bounce/runtime/timeout.hpp"
#include "bounce/runtime/with_group.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

namespace bounce {
namespace {

using namespace runtime_test;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class pending : public ::testing::TestWithParam<mode> {
protected:
    runtime rt_ = make_runtime(GetParam());
};
INSTANTIATE_TEST_SUITE_P(, pending, ::testing::ValuesIn(every_loop), mode_name);

TEST_P(pending, is_nothing_in_a_new_loop_and_run_ends_at_once) {
    EXPECT_TRUE(rt_.pending().none());
    EXPECT_TRUE(rt_.run().has_value());
    EXPECT_TRUE(rt_.run().has_value());
}

TEST_P(pending, counts_each_kind_by_itself) {
    waiting_room room;
    gate blocked;
    auto ends = minimio::pipe::create().value();
    const auto sleeper = []() -> task<void> { static_cast<void>(co_await sleep(1h)); };
    join_handle<void> sleeping;
    const auto waits = [&]() -> task<void> { static_cast<void>(co_await room.wait()); };
    const auto works = [&]() -> task<void> {
        const auto work = [&] { blocked.pass(); };
        static_cast<void>(co_await submit("blocked", work));
    };
    const auto reads = [&]() -> task<void> {
        auto io = register_io("pipe", ends.reader.source(), minimio::interest::readable).value();
        static_cast<void>(co_await io.ready(minimio::interest::readable));
    };
    const auto done = rt_.run([&] {
        sleeping = spawn(sleeper);
        spawn(waits).detach();
        spawn(works).detach();
        spawn(reads).detach();
        EXPECT_EQ(rt_.pending().ready, 4U);
        set_immediate([&] {
            set_timeout(0ms, [] {});
            set_immediate([] {});
            on_close([] {});
            auto hold = rt_.hold();
            const auto counts = rt_.pending();
            EXPECT_EQ(counts.timers, 2U) << "a callback and a sleeping task";
            EXPECT_EQ(counts.jobs, 1U);
            EXPECT_EQ(counts.io, 1U);
            EXPECT_EQ(counts.external, 2U) << "a waker and a keep_alive";
            EXPECT_EQ(counts.ready, 2U);
            EXPECT_FALSE(counts.none());
            sleeping.abort();
            room.wake_all();
            blocked.open();
            const std::byte one{};
            EXPECT_TRUE(ends.writer.write({&one, 1}).has_value());
        });
    });
    EXPECT_TRUE(done.has_value()) << done.error().message();
    EXPECT_TRUE(rt_.pending().none());
}

TEST_P(pending, a_loop_whose_tasks_wait_for_nothing_that_comes_says_which_and_where) {
    waiting_room room;
    int first_line = 0;
    int second_line = 0;
    const auto inner = [&]() -> task<void> {
        first_line = __LINE__ + 1;
        static_cast<void>(co_await room.wait());
    };
    const auto outer = [&]() -> task<void> {
        second_line = __LINE__ + 1;
        co_await inner();
    };
    const auto done = rt_.run([&] {
        spawn(in_task(outer), "forgotten").detach();
        set_timeout(0ms, [&] { room.forget_all(); });
    });
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error(), errc::stalled);
    EXPECT_THAT(done.error().message(),
                HasSubstr("\"forgotten\" waits for a waker at pending_test.cpp:" +
                          std::to_string(first_line) +
                          " < pending_test.cpp:" + std::to_string(second_line)));
}

TEST_P(pending, stalled_names_every_waiting_task_and_its_own_reason) {
    waiting_room room;
    const auto lost = [&]() -> task<void> { static_cast<void>(co_await room.wait()); };
    const auto joins = [&]() -> task<void> {
        auto handle = spawn(in_task(lost), "the lost");
        static_cast<void>(co_await handle);
    };
    const auto done = rt_.run([&] {
        spawn(in_task(joins), "the joiner").detach();
        set_immediate([&] { room.forget_all(); });
    });
    ASSERT_FALSE(done.has_value());
    EXPECT_THAT(done.error().message(),
                AllOf(HasSubstr("\"the joiner\" waits for the end of a task"),
                      HasSubstr("\"the lost\" waits for a waker")));
}

TEST_P(pending, block_on_a_task_that_can_never_end_is_stalled_and_drops_it) {
    waiting_room room;
    bool dead = false;
    bool cancelled = false;
    const auto lost = [&]() -> task<int> {
        const death_mark mark{dead};
        const auto woken = co_await room.wait();
        cancelled = !woken && woken.error() == errc::cancelled;
        co_return 1;
    };
    const auto outer = [](auto f) -> task<int> { co_return co_await f(); };
    {
        auto rt = make_runtime(GetParam());
        const auto forgets = [&]() -> task<void> {
            co_await settle();
            room.forget_all();
        };
        auto forgetting = rt.spawn(in_task(forgets));
        const auto ended = rt.block_on(outer(lost));
        ASSERT_FALSE(ended.has_value());
        EXPECT_EQ(ended.error(), errc::stalled);
        EXPECT_THAT(ended.error().message(), HasSubstr("\"main\" waits for a waker"));
        EXPECT_TRUE(forgetting.ended());
        EXPECT_TRUE(dead) << "it may use what the caller of block_on has";
    }
    EXPECT_TRUE(dead);
    EXPECT_TRUE(cancelled);
}

TEST_P(pending, a_waker_holds_the_loop_until_the_last_copy_is_dropped) {
    std::optional<waker> kept;
    bool woken = false;
    const auto waits = [&]() -> task<void> {
        const auto arrange = [&](waker w) { kept = std::move(w); };
        const auto r = co_await suspend_with(arrange);
        woken = r.has_value();
    };
    os_thread other;
    const auto done = rt_.run([&] {
        spawn(waits).detach();
        set_immediate([&] {
            other = os_thread{[copy = *kept] { copy.wake(); }};
            kept.reset();
        });
    });
    other.join();
    EXPECT_TRUE(done.has_value());
    EXPECT_TRUE(woken);
}

TEST_P(pending, a_keep_alive_holds_the_loop_while_another_thread_has_it) {
    bool posted = false;
    os_thread other{[&, hold = rt_.hold()]() mutable {
        rt_.post([&] { posted = true; });
        hold = keep_alive{};
    }};
    const auto done = rt_.run();
    EXPECT_TRUE(done.has_value());
    EXPECT_TRUE(posted);
    other.join();
}

TEST_P(pending, a_keep_alive_may_outlive_its_runtime) {
    keep_alive hold;
    {
        auto rt = make_runtime(GetParam());
        hold = rt.hold();
        EXPECT_EQ(rt.pending().external, 1U);
    }
}

TEST_P(pending, an_unrefed_operation_does_not_keep_the_loop_and_is_not_stalled) {
    waiting_room room;
    int called = 0;
    const auto count = [&](const result<void>& r) {
        EXPECT_TRUE(!r && r.error() == errc::cancelled);
        ++called;
    };
    auto ends = minimio::pipe::create().value();
    const auto reads = [](minimio::raw_source source) -> operation<void> {
        auto io = co_await register_io("pipe", source, minimio::interest::readable);
        static_cast<void>(co_await co_await io.ready(minimio::interest::readable));
        co_return {};
    };
    {
        auto rt = make_runtime(GetParam());
        const auto done = rt.run([&] {
            sleep(1h).then(count).unref();
            room.wait().then(count).unref();
            reads(ends.reader.source()).then(count).unref();
            // A coroutine, with a task below it and a timeout around that.
            const auto nested = []() -> operation<void> {
                auto group_sleeps = [](task_group& g) -> task<void> {
                    const auto child = []() -> task<result<void>> { co_return co_await sleep(1h); };
                    g.spawn(child).detach();
                    co_return;
                };
                auto slept = co_await timeout(2h, with_group(group_sleeps));
                EXPECT_TRUE(slept.has_value())
                    << "being cancelled is no failure of a task in a group";
                co_return errc::cancelled;
            };
            nested().then(count).unref();
        });
        EXPECT_TRUE(done.has_value()) << done.error().message();
        EXPECT_EQ(called, 0);
        EXPECT_TRUE(rt.pending().none());
    }
    EXPECT_EQ(called, 4) << "the end of the runtime cancels them";
}

TEST_P(pending, an_unrefed_source_does_not_keep_the_loop_and_its_task_is_not_stalled) {
    auto ends = minimio::pipe::create().value();
    bool ready = false;
    const auto reads = [&]() -> task<void> {
        auto io = register_io("pipe", ends.reader.source(), minimio::interest::readable).value();
        io.unref();
        const auto r = co_await io.ready(minimio::interest::readable);
        ready = r.has_value();
    };
    const auto started = rt_.run([&] { spawn(reads).detach(); });
    EXPECT_TRUE(started.has_value()) << started.error().message();
    EXPECT_FALSE(ready);
    const std::byte one{};
    EXPECT_TRUE(ends.writer.write({&one, 1}).has_value());
    // As long as something else keeps the loop, the source is served.
    std::function<void()> again = [&] {
        if (!ready) set_immediate(again);
    };
    const auto done = rt_.run(again);
    EXPECT_TRUE(done.has_value());
    EXPECT_TRUE(ready);
}

/// Starts the task so that it does not keep the loop.
template <class F>
void sleeps_unrefed(F body) {
    const auto as_operation = [](F f) -> operation<void> {
        co_await f();
        co_return {};
    };
    as_operation(std::move(body)).then([](const result<void>&) {}).unref();
}

TEST_P(pending, an_unrefed_job_does_not_keep_the_loop_and_is_waited_for_at_the_end) {
    gate blocked;
    atomic<bool> begun{false};
    atomic<bool> ended{false};
    bool cancelled = false;
    {
        auto rt = make_runtime(GetParam());
        const auto works = [&]() -> task<void> {
            const auto work = [&] {
                begun = true;
                blocked.pass();
                ended = true;
            };
            const auto r = co_await submit("blocked", work).unref();
            EXPECT_TRUE(ended) << "cancelled is told when the job has ended";
            cancelled = !r && r.error() == errc::cancelled;
        };
        const auto done = rt.run([&] { spawn(works).detach(); });
        EXPECT_TRUE(done.has_value()) << done.error().message();
        while (!begun) thread_yield();
        EXPECT_FALSE(ended);
        // A task that is stopped by the shutdown lets the job end.
        const auto opens = [&blocked]() -> task<void> {
            static_cast<void>(co_await sleep(1h));
            blocked.open();
        };
        const auto second = rt.run([&] { sleeps_unrefed(opens); });
        EXPECT_TRUE(second.has_value());
        EXPECT_TRUE(rt.shutdown(10s).empty());
    }
    EXPECT_TRUE(ended);
    EXPECT_TRUE(cancelled);
}

TEST_P(pending, an_unrefed_task_that_cleans_up_is_waited_for_at_the_end) {
    bool cleaned = false;
    {
        auto rt = make_runtime(GetParam());
        const auto works = [](bool& flag) -> operation<void> {
            static_cast<void>(co_await sleep(1h));
            static_cast<void>(co_await shield(sleep(2ms)));
            flag = true;
            co_return {};
        };
        const auto done = rt.run([&] { works(cleaned).then([](const result<void>&) {}).unref(); });
        EXPECT_TRUE(done.has_value()) << done.error().message();
    }
    EXPECT_TRUE(cleaned);
}

}  // namespace
}  // namespace bounce
