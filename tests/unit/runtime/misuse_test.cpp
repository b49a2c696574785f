// What is wrong and cannot be told as an error ends the program, and says why.
#include "runtime_support.hpp"

#include "bounce/minimio/pipe.hpp"
#include "bounce/runtime/callbacks.hpp"
#include "bounce/runtime/register_io.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/submit.hpp"
#include "bounce/runtime/suspend_with.hpp"
#include "bounce/runtime/timeout.hpp"
#include "bounce/runtime/with_group.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace bounce {
namespace {

using namespace runtime_test;

class misuse_test : public in_every_mode {
protected:
    void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};
constexpr mode misuse_modes[] = {every_mode[1], every_mode[4]};
INSTANTIATE_TEST_SUITE_P(, misuse_test, ::testing::ValuesIn(misuse_modes), mode_name);

task<int> number() { co_return 1; }

TEST(misuse_outside_a_runtime, of_callbacks) {
    const char* why = "no runtime runs on this thread.*use runtime::post or runtime::spawn";
    EXPECT_DEATH(set_timeout(1ms, [] {}), std::string{"set_timeout: "} + why);
    EXPECT_DEATH(set_interval(1ms, [] {}), std::string{"set_interval: "} + why);
    EXPECT_DEATH(clear_timeout(timer_id{1}), std::string{"clear_timeout: "} + why);
    EXPECT_DEATH(unref(timer_id{1}), std::string{"unref: "} + why);
    EXPECT_DEATH(set_immediate([] {}), std::string{"set_immediate: "} + why);
    EXPECT_DEATH(next_tick([] {}), std::string{"next_tick: "} + why);
    EXPECT_DEATH(on_close([] {}), std::string{"on_close: "} + why);
    EXPECT_DEATH(post([] {}), std::string{"post: "} + why);
    EXPECT_DEATH(static_cast<void>(current_tick()), std::string{"current_tick: "} + why);
}

TEST(misuse_outside_a_runtime, of_spawn_then_and_register_io) {
    const char* why = "no runtime runs on this thread";
    EXPECT_DEATH(spawn(number()).detach(), std::string{"spawn: "} + why);
    EXPECT_DEATH(sleep(1ms).then([](const result<void>&) {}),
                 std::string{"`.then` starts an operation: "} + why);
    EXPECT_DEATH(
        static_cast<void>(register_io("x", minimio::raw_source{0}, minimio::interest::readable)),
        std::string{"register_io: "} + why);
}

TEST(misuse_outside_a_runtime, of_awaits) {
    // Other coroutines than tasks do not compile; a task that somebody resumes by hand gets as far as this.
    const auto by_hand = [](task<void> t) { std::move(t).release().resume(); };
    const auto sleeps = []() -> task<void> { static_cast<void>(co_await sleep(1ms)); };
    EXPECT_DEATH(by_hand(sleeps()), "sleep: this needs a task of a bounce runtime");
    const auto selects = []() -> task<void> {
        static_cast<void>(co_await select(sleep(1ms), sleep(2ms)));
    };
    EXPECT_DEATH(by_hand(selects()), "select: this needs a task of a bounce runtime");
    const auto yields = []() -> task<void> { co_await yield_now(); };
    EXPECT_DEATH(by_hand(yields()), "yield: this needs a task of a bounce runtime");
}

TEST_P(misuse_test, an_interval_without_a_period) {
    auto rt = make_runtime(GetParam());
    EXPECT_DEATH(run_in(rt,
                        []() -> task<void> {
                            set_interval(0ms, [] {});
                            co_return;
                        }),
                 "more than zero");
}

TEST_P(misuse_test, joining_oneself) {
    const auto joins_itself = [] {
        auto rt = make_runtime(GetParam());
        join_handle<void> handle;
        const auto body = [&]() -> task<void> {
            while (handle.id() == 0) co_await yield_now();
            static_cast<void>(co_await handle);
        };
        run_in(rt, [&]() -> task<void> {
            handle = spawn(body);
            static_cast<void>(co_await sleep(1h));
        });
    };
    EXPECT_DEATH(joins_itself(), "a task waits for its own end");
}

TEST_P(misuse_test, the_call_of_a_lambda_with_captures_given_to_spawn) {
    const auto spawns = [] {
        auto rt = make_runtime(GetParam());
        int n = 0;
        rt.spawn([&n]() -> task<void> {
              ++n;
              co_return;
          }())
            .detach();
    };
    EXPECT_DEATH(spawns(), "the call of a lambda with captures.*give spawn the lambda itself");
    // Without captures there is nothing that could die.
    auto rt = make_runtime(GetParam());
    rt.spawn([]() -> task<void> { co_return; }()).detach();
}

TEST_P(misuse_test, a_task_that_was_awaited_or_moved_away_before) {
    const auto awaits_twice = [] {
        auto rt = make_runtime(GetParam());
        run_in(rt, []() -> task<void> {
            auto once = number();
            static_cast<void>(co_await std::move(once));
            static_cast<void>(co_await std::move(once));
        });
    };
    EXPECT_DEATH(awaits_twice(), "this task was moved away or awaited before");
}

TEST_P(misuse_test, block_on_inside_a_task) {
    const auto blocks = [] {
        auto rt = make_runtime(GetParam());
        run_in(rt, [&]() -> task<void> {
            static_cast<void>(rt.block_on(number()));
            co_return;
        });
    };
    EXPECT_DEATH(blocks(), GetParam().kind == flavour::multi_thread
                               ? "block_on was called on a thread that is inside a runtime"
                               : "on a thread that is inside a runtime");
}

TEST_P(misuse_test, destroying_a_runtime_from_inside_its_task) {
    const auto destroys = [] {
        std::optional<runtime> rt = make_runtime(GetParam());
        run_in(*rt, [&]() -> task<void> {
            rt.reset();
            co_return;
        });
    };
    EXPECT_DEATH(destroys(), "a runtime was destroyed from inside one of its own tasks");
}

TEST_P(misuse_test, shutting_a_runtime_down_from_inside_its_task) {
    const auto ends = [] {
        auto rt = make_runtime(GetParam());
        run_in(rt, [&]() -> task<void> {
            static_cast<void>(rt.shutdown(1s));
            co_return;
        });
    };
    EXPECT_DEATH(ends(), "a runtime was shut down from inside one of its own tasks");
}

TEST(misuse_of_a_loop, run_inside_a_callback) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const auto nests = [] {
        auto rt = runtime::create().value();
        static_cast<void>(rt.run([&] { static_cast<void>(rt.run()); }));
    };
    EXPECT_DEATH(nests(), "a runtime was run or ended on a thread that is inside a runtime");
}

TEST(misuse_of_workers, run_is_an_error) {
    auto rt = make_runtime(every_mode[4]);
    const auto r = rt.run();
    ASSERT_FALSE(r.has_value());
    EXPECT_EQ(r.error(), errc::unsupported);
    EXPECT_NE(r.error().message().find("use block_on"), std::string::npos);
}

TEST_P(misuse_test, an_io_handle_that_dies_while_somebody_waits) {
    if (GetParam().kind == flavour::multi_thread)
        GTEST_SKIP() << "on a loop it is known when somebody waits";
    const auto dies = [] {
        auto rt = make_runtime(GetParam());
        run_in(rt, []() -> task<void> {
            auto ends = minimio::pipe::create().value();
            auto io = std::make_optional(
                register_io("pipe", ends.reader.source(), minimio::interest::readable).value());
            atomic<bool> waits{false};
            const auto body = [&]() -> task<void> {
                auto ready = io->ready(minimio::interest::readable);
                waits = true;
                static_cast<void>(co_await std::move(ready));
            };
            auto handle = spawn(body);
            while (!waits) co_await yield_now();
            io.reset();
            static_cast<void>(co_await handle);
        });
    };
    EXPECT_DEATH(dies(), "an io_handle was destroyed while somebody waits on it");
}

}  // namespace
}  // namespace bounce
