// Coroutines as tasks: how they start, await each other and end.
#include "runtime_support.hpp"

#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bounce {
namespace {

using namespace runtime_test;
using ::testing::ElementsAre;

class task_test : public in_every_mode {};
INSTANTIATE_TEST_SUITE_P(, task_test, ::testing::ValuesIn(every_mode), mode_name);

task<int> add(int a, int b) { co_return a + b; }
task<int> fail(const char* what) {
    throw std::runtime_error{what};
    co_return 0;
}
task<result<int>> refuse(errc why) { co_return why; }

TEST_P(task_test, gives_what_it_returns) {
    auto rt = make_runtime(GetParam());
    EXPECT_EQ(rt.block_on(add(1, 2)).value(), 3);
    const auto text = []() -> task<std::unique_ptr<std::string>> {
        co_return std::make_unique<std::string>("moved");
    };
    EXPECT_EQ(*rt.block_on(text()).value(), "moved");
    const auto nothing = []() -> task<> { co_return; };
    EXPECT_TRUE(rt.block_on(nothing()).has_value());
    EXPECT_EQ(rt.block_on(refuse(errc::not_found)).error(), errc::not_found)
        << "results are not nested";
}

TEST_P(task_test, is_lazy_and_dropping_it_destroys_its_arguments) {
    run([]() -> task<void> {
        bool started = false;
        bool dead = false;
        const auto body = [&started](death_mark) -> task<void> {
            started = true;
            co_return;
        };
        {
            auto never = body(death_mark{dead});
            EXPECT_TRUE(static_cast<bool>(never));
            EXPECT_FALSE(dead);
            auto moved = std::move(never);
            EXPECT_FALSE(static_cast<bool>(never));
            co_await yield_now();
            EXPECT_FALSE(dead);
        }
        EXPECT_TRUE(dead);
        EXPECT_FALSE(started);
        auto later = body(death_mark{dead});
        later = body(death_mark{dead});  // the first one dies
        co_await std::move(later);
        EXPECT_TRUE(started);
    });
}

TEST_P(task_test, an_exception_goes_through_nested_awaits_and_destroys_what_is_on_its_way) {
    run([]() -> task<void> {
        bool inner_dead = false;
        bool outer_dead = false;
        const auto inner = [&]() -> task<int> {
            const death_mark mark{inner_dead};
            co_return co_await fail("deep");
        };
        const auto outer = [&]() -> task<int> {
            const death_mark mark{outer_dead};
            co_await yield_now();
            const int n = co_await inner();
            ADD_FAILURE() << "not reached";
            co_return n;
        };
        std::string what;
        try {
            static_cast<void>(co_await outer());
        } catch (const std::runtime_error& e) {
            what = e.what();
        }
        EXPECT_EQ(what, "deep");
        EXPECT_TRUE(inner_dead);
        EXPECT_TRUE(outer_dead);
        const int after = co_await add(20, 22);
        EXPECT_EQ(after, 42);
    });
}

TEST_P(task_test, block_on_throws_what_the_task_threw) {
    auto rt = make_runtime(GetParam());
    EXPECT_THROW(static_cast<void>(rt.block_on(fail("thrown"))), std::runtime_error);
    EXPECT_EQ(rt.block_on(add(1, 1)).value(), 2) << "and the runtime goes on";
    EXPECT_EQ(rt.metrics().unhandled_exceptions, 0U);
}

/// Notes its destruction in an order.
class noted {
public:
    noted(std::vector<std::string>& log, std::string name) : log_{&log}, name_{std::move(name)} {}
    noted(noted&& other) noexcept
        : log_{std::exchange(other.log_, nullptr)}, name_{std::move(other.name_)} {}
    noted& operator=(noted&&) = delete;
    ~noted() {
        if (log_ != nullptr) log_->push_back(name_);
    }

private:
    std::vector<std::string>* log_;
    std::string name_;
};

TEST_P(task_test, awaiting_a_failed_result_ends_the_task_there_and_destroys_its_locals) {
    run([]() -> task<void> {
        std::vector<std::string> log;
        const auto ends_early = [](std::vector<std::string>& into, noted) -> task<result<int>> {
            const noted first{into, "first"};
            const noted second{into, "second"};
            const int n = co_await co_await refuse(errc::closed);
            into.emplace_back("not reached");
            co_return n;
        };
        const auto r = co_await ends_early(log, noted(log, "argument"));
        log.emplace_back("caller");
        EXPECT_FALSE(r.has_value());
        EXPECT_EQ(r.error(), errc::closed);
        EXPECT_THAT(log, ElementsAre("second", "first", "argument", "caller"));
    });
}

TEST_P(task_test, a_task_that_ended_is_destroyed_before_the_rest_of_the_expression_runs) {
    run([]() -> task<void> {
        std::vector<std::string> log;
        const auto ends_early = [](std::vector<std::string>& into, noted) -> task<result<int>> {
            const noted local{into, "local"};
            const int n = co_await co_await refuse(errc::closed);
            co_return n;
        };
        const auto note = [&log](const result<int>& r) {
            log.emplace_back("used");
            return r.has_value();
        };
        noted argument{log, "argument"};
        const bool well = note(co_await ends_early(log, std::move(argument)));
        EXPECT_FALSE(well);
        EXPECT_THAT(log, ElementsAre("local", "argument", "used"));
    });
}

TEST_P(task_test, a_spawned_task_that_ends_early_destroys_its_frame_before_its_joiner_goes_on) {
    run([]() -> task<void> {
        std::vector<std::string> log;
        const auto ends_early = [](std::vector<std::string>& into, noted) -> task<result<int>> {
            const noted first{into, "first"};
            const noted second{into, "second"};
            co_await yield_now();
            const int n = co_await co_await refuse(errc::closed);
            into.emplace_back("not reached");
            co_return n;
        };
        auto handle = spawn(ends_early, std::ref(log), noted{log, "argument"});
        const auto r = co_await handle;
        log.emplace_back("joiner");
        EXPECT_FALSE(r.has_value());
        EXPECT_EQ(r.error(), errc::closed);
        EXPECT_THAT(log, ElementsAre("second", "first", "argument", "joiner"));
    });
}

TEST_P(task_test, an_early_end_keeps_the_context_of_the_error) {
    auto rt = make_runtime(GetParam());
    const auto open = []() -> task<result<int>> {
        result<int> failed = error{errc::not_found}.in("open", "/nowhere");
        const int fd = co_await std::move(failed);
        co_return fd;
    };
    const auto outer = [](auto f) -> task<result<int>> {
        const int fd = co_await co_await f();
        co_return fd;
    };
    const auto r = rt.block_on(outer(open));
    ASSERT_FALSE(r.has_value());
    EXPECT_EQ(r.error().context(), "open /nowhere");
}

TEST_P(task_test, awaiting_a_good_result_goes_on_without_suspending) {
    run([]() -> task<void> {
        const auto sum = []() -> task<result<int>> {
            int total = 0;
            for (int i = 0; i < 100; ++i) {
                result<int> one = i;
                total += co_await std::move(one);
                result<void> nothing;
                co_await std::move(nothing);
            }
            co_return total;
        };
        const auto total = co_await sum();
        EXPECT_EQ(total.value(), 4950);
    });
}

TEST_P(task_test, lets_others_run_when_its_budget_is_used_up) {
    // A task whose operations all complete at once does not keep a ready one waiting for ever.
    run([]() -> task<void> {
        atomic<bool> other_ran{false};
        const auto other = [&other_ran]() -> task<void> {
            other_ran = true;
            co_return;
        };
        auto handle = spawn(other);
        int completed = 0;
        while (!other_ran) {
            const auto r = co_await sleep_until(time_point{});
            EXPECT_TRUE(r.has_value());
            ++completed;
        }
        if (GetParam().kind == flavour::current_thread) {
            EXPECT_EQ(completed, 129);
        }
        static_cast<void>(co_await handle);
    });
}

// --- without using stack

task<int> one() { co_return 1; }
task<std::int64_t> await_in_a_row(std::int64_t n) {
    std::int64_t sum = 0;
    for (std::int64_t i = 0; i < n; ++i) sum += co_await one();
    co_return sum;
}
task<std::int64_t> await_results_in_a_row(std::int64_t n) {
    const auto ready = []() -> task<result<std::int64_t>> { co_return 1; };
    std::int64_t sum = 0;
    for (std::int64_t i = 0; i < n; ++i) {
        const result<std::int64_t> r = co_await ready();
        sum += r.value();
    }
    co_return sum;
}
task<std::int64_t> deep(std::int64_t n) {
    if (n == 0) co_return 0;
    co_return 1 + co_await deep(n - 1);
}
task<result<std::int64_t>> deep_and_early(std::int64_t n) {
    if (n == 0) co_return errc::closed;
    const std::int64_t below = co_await co_await deep_and_early(n - 1);
    co_return 1 + below;
}
task<std::int64_t> deep_and_throwing(std::int64_t n) {
    if (n == 0) throw std::runtime_error{"bottom"};
    co_return 1 + co_await deep_and_throwing(n - 1);
}
task<std::int64_t> deep_and_suspended(std::int64_t n) {
    if (n == 0) {
        co_await yield_now();
        co_return 0;
    }
    co_return 1 + co_await deep_and_suspended(n - 1);
}

constexpr mode stack_modes[] = {every_mode[1], every_mode[4]};

class task_stack : public in_every_mode {};
INSTANTIATE_TEST_SUITE_P(, task_stack, ::testing::ValuesIn(stack_modes), mode_name);

TEST_P(task_stack, ten_million_awaits_in_a_row) {
    auto rt = make_runtime(GetParam());
    EXPECT_EQ(rt.block_on(await_in_a_row(10'000'000)).value(), 10'000'000);
}

TEST_P(task_stack, a_million_awaits_of_results_in_a_row) {
    auto rt = make_runtime(GetParam());
    EXPECT_EQ(rt.block_on(await_results_in_a_row(1'000'000)).value(), 1'000'000);
}

TEST_P(task_stack, a_million_deep) {
    auto rt = make_runtime(GetParam());
    EXPECT_EQ(rt.block_on(deep(1'000'000)).value(), 1'000'000);
    EXPECT_EQ(rt.block_on(deep_and_suspended(1'000'000)).value(), 1'000'000);
}

TEST_P(task_stack, two_hundred_thousand_deep_and_ended_early) {
    auto rt = make_runtime(GetParam());
    EXPECT_EQ(rt.block_on(deep_and_early(200'000)).error(), errc::closed);
}

TEST_P(task_stack, a_hundred_thousand_deep_and_thrown_through) {
    auto rt = make_runtime(GetParam());
    EXPECT_THROW(static_cast<void>(rt.block_on(deep_and_throwing(100'000))), std::runtime_error);
}

}  // namespace
}  // namespace bounce
