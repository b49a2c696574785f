// What allocates and what does not. A program of its own, because it replaces operator new.
#include "allocations.hpp"
#include "runtime_support.hpp"

#include "bounce/runtime/detail/task_header.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/submit.hpp"
#include "bounce/runtime/sync/mutex.hpp"
#include "bounce/runtime/timeout.hpp"

#include <gtest/gtest.h>

#include <array>

namespace {
#if defined(BOUNCE_SANITIZE_ADDRESS)
constexpr bool frames_are_used_again = false;  // or it would not see a use after free
#else
constexpr bool frames_are_used_again = true;
#endif
}  // namespace

namespace bounce {
namespace {

using namespace runtime_test;

/// Allocations since it was made. (In both modes one thread runs all tasks.)
class counter {
public:
    [[nodiscard]] std::size_t operator()() const { return allocations::of_this_thread - before_; }

private:
    std::size_t before_ = allocations::of_this_thread;
};

task<int> by_value(int a, int b) { co_return a + b; }
/// With a frame of a size that no other task here has, so that no block waits for it in a free list.
template <std::size_t N>
task<int> with_frame(std::array<int, N> numbers) {
    co_await yield_now();
    co_return numbers[N - 1];
}

class allocation_test : public in_every_mode {};
constexpr mode allocation_modes[] = {every_mode[0], every_mode[3]};
INSTANTIATE_TEST_SUITE_P(, allocation_test, ::testing::ValuesIn(allocation_modes), mode_name);

TEST_P(allocation_test, a_spawned_task_takes_one) {
    run([]() -> task<void> {
        constexpr std::size_t n = 50;
        std::vector<join_handle<int>> handles;
        handles.reserve(3 * n);
        static_cast<void>(co_await sleep(1ms));  // the first poll of a loop makes its tables
        const counter count;
        for (std::size_t i = 0; i < n; ++i)
            handles.push_back(spawn(with_frame(std::array<int, 100>{})));
        EXPECT_EQ(count(), n) << "a task";
        for (std::size_t i = 0; i < n; ++i)
            handles.push_back(spawn(with_frame<150>, std::array<int, 150>{}));
        EXPECT_EQ(count(), 2 * n) << "a function that takes its arguments by value";
        const auto lambda = [](std::array<int, 200> numbers) -> task<int> {
            return with_frame(numbers);
        };
        for (std::size_t i = 0; i < n; ++i)
            handles.push_back(spawn(lambda, std::array<int, 200>{}));
        EXPECT_EQ(count(), 3 * n) << "a lambda without captures";
        for (auto& h : handles) static_cast<void>(co_await h);
        EXPECT_EQ(count(), 3 * n) << "joining";
        const counter again;
        for (std::size_t i = 0; i < n; ++i) {
            auto handle = spawn(with_frame(std::array<int, 100>{}));
            static_cast<void>(co_await handle);
        }
        EXPECT_EQ(again(), frames_are_used_again ? std::size_t{0} : n)
            << "its memory is used again";
    });
}

TEST_P(allocation_test, a_wait_takes_none) {
    run([]() -> task<void> {
        mutex m;
        auto other = spawn(by_value(1, 2));
        static_cast<void>(co_await sleep(1ms));  // the first poll of a loop makes its tables
        const counter count;
        for (int i = 0; i < 100; ++i) {
            co_await yield_now();
            static_cast<void>(co_await sleep(1us));
            static_cast<void>(co_await sleep_until(time_point{}));
            const auto r = co_await select(sleep(1h), sleep(1us));
            EXPECT_EQ(r.index(), 1U);
            const auto held = co_await m.lock();
            EXPECT_TRUE(held.has_value());
        }
        const auto joined = co_await select(other, sleep(1h));
        EXPECT_EQ(joined.index(), 0U);
        EXPECT_EQ(count(), 0U);
    });
}

TEST_P(allocation_test, a_job_takes_none) {
    run([]() -> task<void> {
        int n = 0;
        const auto work = [&n] { ++n; };
        static_cast<void>(co_await submit("first", work));  // starts the threads
        const counter count;
        for (int i = 0; i < 100; ++i) static_cast<void>(co_await submit("add", work));
        EXPECT_EQ(count(), 0U);
        EXPECT_EQ(n, 101);
    });
}

TEST(task_header_test, keeps_to_its_budget) {
    EXPECT_LE(sizeof(detail::task_header), detail::task_header_bytes);
    EXPECT_EQ(sizeof(detail::frame_prefix), detail::task_header_bytes + 16);
    EXPECT_LE(sizeof(detail::suspension), 32U);
    EXPECT_LE(sizeof(detail::waiter), 40U);
}

}  // namespace
}  // namespace bounce
