// The run queue: alone against a deque, and under thieves.
#include "runtime/run_queue.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <random>
#include <vector>

namespace bounce::detail {
namespace {

struct entry : runnable {
    entry() : runnable{[](runnable&) noexcept {}} {}
    atomic<int> taken{0};
};

std::vector<std::unique_ptr<entry>> make_entries(std::size_t n) {
    std::vector<std::unique_ptr<entry>> entries;
    for (std::size_t i = 0; i < n; ++i) entries.push_back(std::make_unique<entry>());
    return entries;
}

TEST(run_queue, is_first_in_first_out_and_overflows_its_older_half) {
    auto entries = make_entries(run_queue::capacity + 1);
    run_queue queue;
    shared_queue overflow;
    for (std::size_t i = 0; i < run_queue::capacity; ++i) queue.push(*entries[i], overflow);
    EXPECT_EQ(queue.size(), run_queue::capacity);
    EXPECT_EQ(overflow.size(), 0U);

    queue.push(*entries.back(), overflow);
    EXPECT_EQ(queue.size(), run_queue::capacity / 2);
    EXPECT_EQ(overflow.size(), run_queue::capacity / 2 + 1);
    for (std::size_t i = 0; i < run_queue::capacity / 2; ++i)
        EXPECT_EQ(overflow.pop(), entries[i].get());
    EXPECT_EQ(overflow.pop(), entries.back().get());
    for (std::size_t i = run_queue::capacity / 2; i < run_queue::capacity; ++i)
        EXPECT_EQ(queue.pop(), entries[i].get());
    EXPECT_EQ(queue.pop(), nullptr);
    EXPECT_EQ(overflow.pop(), nullptr);
}

TEST(run_queue, a_thief_gets_the_older_half_rounded_up) {
    for (std::size_t n = 0; n < 9; ++n) {
        auto entries = make_entries(n);
        run_queue from;
        run_queue to;
        shared_queue overflow;
        for (auto& e : entries) from.push(*e, overflow);
        const std::size_t stolen = n - n / 2;
        runnable* first = from.steal_into(to);
        if (n == 0) {
            EXPECT_EQ(first, nullptr);
            continue;
        }
        // One to run now, which is the last of those taken, and the others in the thief's queue.
        EXPECT_EQ(first, entries[stolen - 1].get());
        EXPECT_EQ(to.size(), stolen - 1);
        for (std::size_t i = 0; i + 1 < stolen; ++i) EXPECT_EQ(to.pop(), entries[i].get());
        EXPECT_EQ(from.size(), n - stolen);
        for (std::size_t i = stolen; i < n; ++i) EXPECT_EQ(from.pop(), entries[i].get());
    }
}

TEST(run_queue, does_what_a_deque_does_for_longer_than_its_ring) {
    // Every entry is in the queue, in the overflow or free; the queue's indices go around many times.
    auto entries = make_entries(4 * run_queue::capacity);
    std::vector<entry*> free;
    for (auto& e : entries) free.push_back(e.get());
    run_queue queue;
    shared_queue overflow;
    std::deque<entry*> expected;
    std::deque<entry*> expected_overflow;
    std::mt19937 random{7};
    for (int i = 0; i < 300'000; ++i) {
        const bool filling = (i / 2000) % 2 == 0;
        if (random() % 8 < (filling ? 5U : 3U) && !free.empty()) {
            entry* e = free.back();
            free.pop_back();
            if (expected.size() == run_queue::capacity) {
                for (std::size_t n = 0; n < run_queue::capacity / 2; ++n) {
                    expected_overflow.push_back(expected.front());
                    expected.pop_front();
                }
                expected_overflow.push_back(e);
            } else {
                expected.push_back(e);
            }
            queue.push(*e, overflow);
        } else if (random() % 4 == 0 && !expected_overflow.empty()) {
            ASSERT_EQ(overflow.pop(), expected_overflow.front());
            free.push_back(expected_overflow.front());
            expected_overflow.pop_front();
        } else if (!expected.empty()) {
            ASSERT_EQ(queue.pop(), expected.front());
            free.push_back(expected.front());
            expected.pop_front();
        } else {
            ASSERT_EQ(queue.pop(), nullptr);
        }
        ASSERT_EQ(queue.size(), expected.size());
        ASSERT_EQ(overflow.size(), expected_overflow.size());
    }
}

/// An owner that pushes everything and pops now and then, and three thieves, until all entries were taken.
void owner_and_three_thieves(std::size_t n, unsigned pop_every) {
    auto entries = make_entries(n);
    run_queue queue;
    shared_queue overflow;
    atomic<std::size_t> left{n};
    const auto take = [&](runnable* r) {
        if (r == nullptr) return false;
        static_cast<entry*>(r)->taken.fetch_add(1, memory_order_relaxed);
        left.fetch_sub(1, memory_order_relaxed);
        return true;
    };
    std::vector<os_thread> thieves;
    for (int i = 0; i < 3; ++i) {
        thieves.emplace_back([&] {
            run_queue own;
            shared_queue own_overflow;
            while (left.load(memory_order_relaxed) != 0) {
                if (!take(queue.steal_into(own))) thread_yield();
                while (take(own.pop())) {
                }
                EXPECT_EQ(own_overflow.size(), 0U);
            }
        });
    }
    for (std::size_t i = 0; i < n; ++i) {
        queue.push(*entries[i], overflow);
        if (i % pop_every == 0) take(queue.pop());
        if (i % 64 == 0) take(overflow.pop());
    }
    while (left.load(memory_order_relaxed) != 0) {
        if (!take(queue.pop()) && !take(overflow.pop())) thread_yield();
    }
    for (auto& t : thieves) t.join();
    for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(entries[i]->taken.load(), 1) << "entry " << i;
    EXPECT_EQ(queue.size(), 0U);
}

TEST(run_queue, every_entry_is_taken_once_by_the_owner_or_a_thief) {
    owner_and_three_thieves(200'000, 3);
}

TEST(run_queue, every_entry_is_taken_once_when_the_ring_is_mostly_full) {
    owner_and_three_thieves(200'000, 1000);
}

TEST(run_queue, every_entry_is_taken_once_when_the_ring_is_mostly_empty) {
    owner_and_three_thieves(200'000, 1);
}

TEST(shared_queue, gives_to_many_threads_each_entry_once) {
    constexpr std::size_t n = 60'000;
    auto entries = make_entries(n);
    shared_queue queue;
    atomic<std::size_t> left{n};
    std::vector<os_thread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (std::size_t i = t; i < n; i += 4) queue.push(*entries[i]);
            while (left.load(memory_order_relaxed) != 0) {
                runnable_list some;
                queue.take(some, 3);
                while (runnable* r = some.pop_front()) {
                    static_cast<entry*>(r)->taken.fetch_add(1, memory_order_relaxed);
                    left.fetch_sub(1, memory_order_relaxed);
                }
            }
        });
    }
    for (auto& t : threads) t.join();
    for (const auto& e : entries) ASSERT_EQ(e->taken.load(), 1);
}

}  // namespace
}  // namespace bounce::detail
