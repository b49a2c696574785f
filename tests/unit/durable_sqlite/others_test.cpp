#include "store_support.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <set>

namespace bounce::durable {

namespace {

class bell {
public:
    void ring() {
        const lock_guard<os_mutex> lock{mutex_};
        ++rung_;
        changed_.notify_all();
    }
    // However long it takes: a test that never hears it runs into its time limit.
    void wait_for_more_than(int count) {
        unique_lock<os_mutex> lock{mutex_};
        changed_.wait(lock, [&] { return rung_ > count; });
    }
    [[nodiscard]] int rung() {
        const lock_guard<os_mutex> lock{mutex_};
        return rung_;
    }

private:
    os_mutex mutex_;
    os_condition changed_;
    int rung_ = 0;
};

// Two stores on one file see each other as two processes do: each has connections of its own.
struct others : testing::Test {
    temporary_folder folder = temporary_folder::in_memory();
    std::string path = folder.path("bounce.db");
    std::unique_ptr<store> here = open_at(path);
    std::unique_ptr<store> there = open_at(path);
};

TEST_F(others, what_one_wrote_the_other_reads) {
    ASSERT_TRUE(calls{*there}.start({run_called("a")}).value().at(0));
    EXPECT_EQ(calls{*here}.get_run("a").value().info.id, "a");
    ASSERT_TRUE(calls{*here}.signal({{"a", "hello", {}, {}}}).value().at(0));
    EXPECT_EQ(calls{*there}.get_run("a").value().inbox, 2U);
}

TEST_F(others, what_one_wrote_wakes_the_other) {
    bell told;
    const auto handle = here->watch([&] { told.ring(); });
    const int before = told.rung();
    ASSERT_TRUE(calls{*there}.start({run_called("a")}).value().at(0));
    told.wait_for_more_than(before);
}

TEST_F(others, numbers_are_not_given_twice) {
    std::set<run_number> numbers;
    for (int i = 0; i < 20; ++i) {
        auto& from = i % 2 == 0 ? *here : *there;
        numbers.insert(
            calls{from}.start({run_called(std::to_string(i))}).value().at(0).value().run);
    }
    EXPECT_EQ(numbers.size(), 20U);
}

TEST_F(others, a_question_sees_what_was_asked_for_before_it) {
    awaited<std::vector<result<started_run>>> started;
    awaited<std::vector<result<void>>> signalled;
    awaited<run_record> seen;
    here->start({run_called("a")}, started.to());
    here->signal({{"a", "hello", {}, {}}}, signalled.to());
    here->get_run("a", seen.to());
    EXPECT_EQ(seen.wait().value().inbox, 2U);
    EXPECT_TRUE(started.wait().has_value());
    EXPECT_TRUE(signalled.wait().has_value());
}

TEST_F(others, the_lease_of_a_dead_process_is_void_at_once) {
    ASSERT_TRUE(calls{*there}.start({run_called("a")}).value().at(0));
    process_identity dead = this_process();
    --dead.start_time;
    const auto who = calls{*there}.register_worker(dead, std::chrono::hours{1}).value().worker;
    worker_claim wish;
    wish.worker = who;
    wish.ticket = 1;
    ASSERT_EQ(calls{*there}.claim_runs(wish).value().runs.size(), 1U);
    EXPECT_EQ(calls{*here}.recover().value().runs, 1U);
    const auto me = calls{*here}.register_worker(this_process(), std::chrono::hours{1}).value();
    wish.worker = me.worker;
    EXPECT_EQ(calls{*here}.claim_runs(wish).value().runs.size(), 1U);
    EXPECT_EQ(calls{*there}.recover().value().runs, 0U) << "a living process keeps its lease";
}

}  // namespace

}  // namespace bounce::durable
