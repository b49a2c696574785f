#include "bounce/base/threads.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bounce {
namespace {

TEST(spin_lock, keeps_two_threads_apart) {
    spin_lock lock;
    long counter = 0;
    std::vector<os_thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 20'000; ++i) {
                const lock_guard<spin_lock> guard{lock};
                ++counter;
            }
        });
    }
    for (auto& t : threads) t.join();
    EXPECT_EQ(counter, 80'000);
}

TEST(spin_lock, try_lock_fails_while_held) {
    spin_lock lock;
    EXPECT_TRUE(lock.try_lock());
    EXPECT_FALSE(lock.try_lock());
    lock.unlock();
    EXPECT_TRUE(lock.try_lock());
    lock.unlock();
}

TEST(thread_name, belongs_to_the_thread_and_keeps_all_characters) {
    std::string other;
    std::string unnamed;
    os_thread{[&] {
        unnamed = current_thread_name();
        set_current_thread_name("a name of more than fifteen characters");
        other = current_thread_name();
    }}.join();
    EXPECT_EQ(current_thread_name(), "main");
    EXPECT_EQ(unnamed, "thread");
    EXPECT_EQ(other, "a name of more than fifteen characters");
}

TEST(threads, at_least_one_is_useful) { EXPECT_GE(available_parallelism(), 1U); }

}  // namespace
}  // namespace bounce
