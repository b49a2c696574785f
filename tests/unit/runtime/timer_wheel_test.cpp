// The timer wheel against a list that is kept sorted.
#include "runtime/timer_wheel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <random>
#include <vector>

namespace bounce::detail {
namespace {

using namespace std::chrono_literals;

struct entry : timer_node {
    entry() : timer_node{[](timer_node&, completions&) noexcept {}} {}
    std::uint64_t order = 0;  ///< of arming
    time_point effective{};   ///< a deadline that had passed when it was armed counts as "then"
    bool armed = false;
};

/// What the wheel should do: the simplest thing that can be right.
class oracle {
public:
    explicit oracle(time_point now) : now_{now} {}

    void arm(entry& e) {
        e.order = ++last_order_;
        e.effective = std::max(e.deadline, now_);
        e.armed = true;
        armed_.push_back(&e);
    }
    void disarm(entry& e) {
        std::erase(armed_, &e);
        std::erase(due_, &e);
        e.armed = false;
    }
    void advance(time_point now) {
        now_ = std::max(now, now_);
        std::vector<entry*> now_due;
        for (entry* e : armed_)
            if (e->effective <= now_) now_due.push_back(e);
        std::ranges::sort(now_due, [](const entry* a, const entry* b) {
            return a->effective != b->effective ? a->effective < b->effective : a->order < b->order;
        });
        for (entry* e : now_due) std::erase(armed_, e);
        due_.insert(due_.end(), now_due.begin(), now_due.end());
    }
    entry* pop() {
        if (due_.empty()) return nullptr;
        entry* e = due_.front();
        due_.erase(due_.begin());
        e->armed = false;
        return e;
    }
    [[nodiscard]] std::optional<time_point> earliest() const {
        if (!due_.empty()) return now_;
        std::optional<time_point> first;
        for (const entry* e : armed_)
            first = std::min(first.value_or(time_point::max()), e->effective);
        return first;
    }
    [[nodiscard]] std::size_t size() const { return armed_.size() + due_.size(); }
    [[nodiscard]] time_point now() const { return now_; }

private:
    time_point now_;
    std::uint64_t last_order_ = 0;
    std::vector<entry*> armed_;
    std::vector<entry*> due_;
};

class both {
public:
    explicit both(time_point epoch, std::size_t n, std::uint64_t seed)
        : wheel_{epoch}, oracle_{epoch}, random_{seed} {
        for (std::size_t i = 0; i < n; ++i) entries_.push_back(std::make_unique<entry>());
    }

    void step() {
        switch (random_() % 8) {
            case 0:
            case 1:
            case 2:
            case 3: arm(); break;
            case 4: disarm(); break;
            default: advance(); break;
        }
        check();
    }
    void finish() {
        while (oracle_.size() != 0) {
            advance_to(oracle_.earliest().value());
            ++checks_;
        }
        check();
        EXPECT_FALSE(wheel_.next().has_value());
    }

private:
    /// From 0 ns to decades, each power of two as likely as the next, often equal to another's deadline.
    nanoseconds random_delay() {
        const auto bits = random_() % 61;
        const auto span = std::uint64_t{1} << bits;
        return nanoseconds{static_cast<nanoseconds::rep>(random_() % span)};
    }
    entry& any() { return *entries_[random_() % entries_.size()]; }

    void arm() {
        entry& e = any();
        if (e.armed) return;
        const entry& other = any();
        const auto choice = random_() % 4;
        if (choice == 0 && other.armed) {
            e.deadline = other.deadline;
        } else if (choice == 1) {
            e.deadline = oracle_.now() - random_delay() / 2;
        } else {
            e.deadline = saturating_add(oracle_.now(), random_delay());
        }
        e.counted = random_() % 2 == 0;
        oracle_.arm(e);
        wheel_.arm(e);
        counted_ += e.counted ? 1U : 0U;
    }
    void disarm() {
        entry& e = any();
        if (e.armed) counted_ -= e.counted ? 1U : 0U;
        oracle_.disarm(e);
        wheel_.disarm(e);  // harmless when it is not armed
        EXPECT_EQ(e.level, timer_node::not_armed);
    }
    void advance() {
        // Mostly to the next deadline or just before it, sometimes anywhere near.
        const auto next = oracle_.earliest();
        time_point to = saturating_add(oracle_.now(), random_delay() / 1024);
        if (next && random_() % 2 == 0)
            to = *next - nanoseconds{static_cast<nanoseconds::rep>(random_() % 2)};
        if (to > time_point{nanoseconds{std::numeric_limits<nanoseconds::rep>::max() / 2}})
            to = oracle_.now();
        advance_to(to);
    }
    void advance_to(time_point to) {
        oracle_.advance(to);
        wheel_.advance(to);
        const bool all = random_() % 4 != 0;
        for (std::size_t n = all ? std::numeric_limits<std::size_t>::max() : random_() % 3; n != 0;
             --n) {
            entry* expected = oracle_.pop();
            timer_node* got = wheel_.pop_due();
            ASSERT_EQ(got, expected);
            if (got == nullptr) break;
            ASSERT_LE(got->deadline, oracle_.now()) << "never early";
            counted_ -= got->counted ? 1U : 0U;
        }
    }
    void check() {
        ++checks_;
        ASSERT_EQ(wheel_.size(), oracle_.size());
        ASSERT_EQ(wheel_.counted(), counted_);
        const auto next = wheel_.next();
        const auto earliest = oracle_.earliest();
        ASSERT_EQ(next.has_value(), earliest.has_value());
        if (next) {
            ASSERT_LE(*next, *earliest);
        }
        std::size_t seen = 0;
        if (checks_ % 64 == 0) {
            wheel_.for_each([&](timer_node&) { ++seen; });
            ASSERT_EQ(seen, oracle_.size());
        }
    }

    timer_wheel wheel_;
    oracle oracle_;
    std::mt19937_64 random_;
    std::vector<std::unique_ptr<entry>> entries_;
    std::size_t counted_ = 0;
    std::size_t checks_ = 0;
};

TEST(timer_wheel, does_what_a_sorted_list_does) {
    for (std::uint64_t seed = 1; seed <= 24; ++seed) {
        SCOPED_TRACE(seed);
        both pair{time_point{nanoseconds{static_cast<nanoseconds::rep>(seed * 1'000'003)}}, 100,
                  seed};
        for (int i = 0; i < 4'000 && !::testing::Test::HasFatalFailure(); ++i) pair.step();
        pair.finish();
        if (::testing::Test::HasFatalFailure()) return;
    }
}

TEST(timer_wheel, equal_deadlines_in_the_order_of_arming_however_far_away_they_were) {
    // Armed from different distances, so that they come through different levels.
    timer_wheel wheel{time_point{}};
    const time_point deadline{100ms};
    std::vector<entry> entries(200);
    time_point now{};
    for (auto& e : entries) {
        e.deadline = deadline;
        wheel.arm(e);
        now += (deadline - now) / 20;
        wheel.advance(now);
        ASSERT_EQ(wheel.pop_due(), nullptr);
    }
    wheel.advance(deadline - 1ns);
    ASSERT_EQ(wheel.pop_due(), nullptr) << "a nanosecond too early";
    wheel.advance(deadline);
    for (auto& e : entries) ASSERT_EQ(wheel.pop_due(), &e);
    EXPECT_EQ(wheel.pop_due(), nullptr);
}

TEST(timer_wheel, many_timers_in_one_slot) {
    // More than next() looks through: it may then answer too early, never too late, and must get there.
    timer_wheel wheel{time_point{}};
    std::vector<entry> entries(1000);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        entries[i].deadline =
            time_point{1h + nanoseconds{static_cast<nanoseconds::rep>((i * 7919) % 1000)}};
        wheel.arm(entries[i]);
    }
    std::size_t popped = 0;
    time_point last{};
    for (int rounds = 0; wheel.size() != 0; ++rounds) {
        ASSERT_LT(rounds, 3000) << "next() does not get on";
        const time_point next = wheel.next().value();
        wheel.advance(next);
        while (timer_node* n = wheel.pop_due()) {
            ASSERT_EQ(n->deadline, next);
            ASSERT_GE(n->deadline, last);
            last = n->deadline;
            ++popped;
        }
    }
    EXPECT_EQ(popped, entries.size());
}

TEST(timer_wheel, what_is_armed_after_an_advance_waits_for_the_next) {
    timer_wheel wheel{time_point{}};
    wheel.advance(time_point{5ms});
    entry past;
    past.deadline = time_point{1ms};
    entry present;
    present.deadline = time_point{5ms};
    wheel.arm(past);
    wheel.arm(present);
    EXPECT_EQ(wheel.pop_due(), nullptr);
    ASSERT_TRUE(wheel.next().has_value());
    EXPECT_LE(*wheel.next(), time_point{5ms});
    wheel.advance(time_point{5ms});
    EXPECT_EQ(wheel.pop_due(), &past);
    EXPECT_EQ(wheel.pop_due(), &present);
}

TEST(timer_wheel, a_due_timer_can_still_be_disarmed) {
    timer_wheel wheel{time_point{}};
    std::vector<entry> entries(3);
    for (auto& e : entries) {
        e.deadline = time_point{1ms};
        wheel.arm(e);
    }
    wheel.advance(time_point{1ms});
    wheel.disarm(entries[1]);
    EXPECT_EQ(wheel.size(), 2U);
    EXPECT_EQ(wheel.pop_due(), &entries[0]);
    EXPECT_EQ(wheel.pop_due(), &entries[2]);
    EXPECT_EQ(wheel.pop_due(), nullptr);
}

TEST(timer_wheel, the_end_of_time_is_a_deadline_like_any_other) {
    timer_wheel wheel{time_point{}};
    entry never;
    never.deadline = time_point::max();
    entry soon;
    soon.deadline = time_point{1ns};
    wheel.arm(never);
    wheel.arm(soon);
    EXPECT_EQ(wheel.next(), time_point{1ns});
    wheel.advance(time_point{24h * 365 * 100});
    EXPECT_EQ(wheel.pop_due(), &soon);
    EXPECT_EQ(wheel.pop_due(), nullptr);
    EXPECT_EQ(wheel.next(), time_point::max());
    wheel.disarm(never);
    EXPECT_EQ(wheel.size(), 0U);
}

}  // namespace
}  // namespace bounce::detail
