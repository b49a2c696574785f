#include "suite.hpp"

#include <algorithm>

namespace bounce::durable {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class leases : public store_suite {
protected:
    static run_release letting_go(const claimed_run& run, worker_number who, bool ready) {
        run_release made;
        made.run = {run.info.number, who, run.epoch};
        made.ready = ready;
        return made;
    }
    static std::vector<std::string> ids(const std::vector<claimed_run>& runs) {
        std::vector<std::string> found;
        for (const auto& r : runs) found.push_back(r.info.id);
        return found;
    }
};

TEST_F(leases, two_workers_never_get_one_run) {
    start("a");
    const auto one = worker(100);
    const auto two = worker(101);
    EXPECT_EQ(claim(one).size(), 1U);
    EXPECT_THAT(claim(two), IsEmpty());
    signal("a", "x");
    EXPECT_THAT(claim(two), IsEmpty());
    EXPECT_EQ(claim(one).size(), 1U);
}

TEST_F(leases, workers_that_claim_at_the_same_time_share_the_runs) {
    constexpr int workers = 4;
    constexpr int runs = 200;
    for (int i = 0; i < runs; ++i) start("run " + std::to_string(i));
    std::vector<std::vector<std::string>> got(workers);
    std::vector<worker_number> numbers;
    for (int w = 0; w < workers; ++w) numbers.push_back(worker(100 + w));
    std::vector<os_thread> threads;
    for (std::size_t w = 0; w < workers; ++w) {
        threads.emplace_back([&, w] {
            for (std::uint64_t ticket = 1;; ++ticket) {
                worker_claim wanted;
                wanted.worker = numbers[w];
                wanted.ticket = ticket;
                wanted.limit = 3;
                const auto found = call().claim_runs(wanted).value().runs;
                if (found.empty()) return;
                for (const auto& run : found) got[w].push_back(run.info.id);
            }
        });
    }
    for (auto& t : threads) t.join();
    std::set<std::string> all;
    std::size_t total = 0;
    for (const auto& part : got) {
        all.insert(part.begin(), part.end());
        total += part.size();
    }
    EXPECT_EQ(total, std::size_t{runs});
    EXPECT_EQ(all.size(), std::size_t{runs});
}

TEST_F(leases, a_claim_is_bounded_and_begins_with_what_is_ready_for_longest) {
    for (const auto* id : {"c", "a", "b"}) {
        start(id);
        pass(seconds{1});
    }
    const auto who = worker();
    EXPECT_THAT(ids(claim(who, 2)), ElementsAre("c", "a"));
    EXPECT_THAT(ids(claim(who, 2)), ElementsAre("b"));
    EXPECT_THAT(claim(who, 2), IsEmpty());
}

TEST_F(leases, a_timer_that_is_due_stands_in_the_queue_as_of_then) {
    const auto who = worker();
    start("sleeper");
    auto got = claim_one(who);
    auto slice = next(got, who);
    slice.wake_at = now() + seconds{2};
    slice.release = true;
    ASSERT_TRUE(commit(got, slice));
    pass(seconds{1});
    start("before");
    pass(seconds{2});
    start("after");
    EXPECT_THAT(ids(claim(who)), ElementsAre("before", "sleeper", "after"));
}

TEST_F(leases, a_claim_with_the_same_ticket_gives_the_same) {
    start("a");
    start("b");
    const auto who = worker();
    const auto first = wish(who, 1);
    const auto one = call().claim_runs(first).value();
    const auto again = call().claim_runs(first).value();
    ASSERT_EQ(again.runs.size(), 1U);
    EXPECT_EQ(again.runs[0].info.id, "a");
    EXPECT_EQ(again.runs[0].epoch, one.runs.at(0).epoch);
    EXPECT_EQ(again.runs[0].claims, 1U);
    EXPECT_FALSE(again.runs[0].held);
    EXPECT_THAT(words(again.runs[0].inbox), ElementsAre("started"));
    EXPECT_THAT(ids(claim(who)), ElementsAre("b"));
}

TEST_F(leases, a_claim_that_gave_nothing_is_asked_anew) {
    const auto who = worker();
    const auto first = wish(who);
    EXPECT_THAT(call().claim_runs(first).value().runs, IsEmpty());
    start("a");
    EXPECT_THAT(call().claim_runs(first).value().runs, SizeIs(1));
    EXPECT_THAT(call().claim_runs(first).value().runs, SizeIs(1)) << "and now it is remembered";
    EXPECT_THAT(claim(who), IsEmpty());
}

TEST_F(leases, only_the_registered_claim_and_renew) {
    start("a");
    const worker_number stranger{77};
    EXPECT_EQ(call().claim_runs(wish(stranger)).error(), errc::fenced);
    EXPECT_EQ(call().claim_steps(wish(stranger)).error(), errc::fenced);
    EXPECT_EQ(call().renew_worker(stranger, seconds{1}).error(), errc::fenced);
    EXPECT_TRUE(call().retire_worker(stranger).has_value());
}

TEST_F(leases, a_lease_lasts_as_long_as_it_is_renewed) {
    start("a");
    const auto who = worker(100, seconds{10});
    auto got = claim_one(who);
    pass(seconds{8});
    EXPECT_EQ(call().renew_worker(who, seconds{10}).value().until, now() + seconds{10});
    pass(seconds{8});
    EXPECT_EQ(call().recover().value().runs, 0U);
    EXPECT_TRUE(commit(got, next(got, who)));
}

TEST_F(leases, when_it_has_ended_another_worker_takes_over_and_the_first_is_fenced) {
    const auto first = worker(100, seconds{10});
    auto old = run_with_step("a", first);
    signal("a", "x");
    old = claim_one(first);
    const auto second = worker(101, seconds{100});
    EXPECT_EQ(call().next_wake(second, now()).value(), now() + seconds{10});
    pass(seconds{10});
    EXPECT_EQ(call().recover().value().runs, 1U);
    auto taken = claim_one(second);
    EXPECT_GT(taken.epoch, old.epoch);
    EXPECT_EQ(taken.state, to_bytes("state 1"));
    EXPECT_EQ(taken.claims, 1U);
    EXPECT_THAT(words(taken.inbox), ElementsAre("signal x"));

    // Nothing of what the first still says takes hold.
    EXPECT_EQ(call().renew_worker(first, seconds{10}).error(), errc::fenced);
    EXPECT_EQ(call().claim_runs(wish(first)).error(), errc::fenced);
    EXPECT_EQ(call().load_run({old.info.number, first, old.epoch}).error(), errc::fenced);
    EXPECT_FALSE(commit(old, next(old, first)));
    ASSERT_TRUE(call().release({letting_go(old, first, true)}).has_value());
    EXPECT_EQ(seen("a").pid, 101);
    EXPECT_THAT(claim(second), IsEmpty());
    EXPECT_TRUE(commit(taken, next(taken, second)));
}

TEST_F(leases, a_worker_that_let_a_run_go_and_has_it_again_is_fenced_for_what_it_did_before) {
    start("a");
    const auto who = worker();
    auto before = claim_one(who);
    ASSERT_TRUE(call().release({letting_go(before, who, true)}).has_value());
    auto after = claim_one(who);
    EXPECT_FALSE(after.held);
    EXPECT_FALSE(commit(before, next(before, who)));
    EXPECT_EQ(call().load_run({before.info.number, who, before.epoch}).error(), errc::fenced);
    ASSERT_TRUE(call().release({letting_go(before, who, true)}).has_value());
    EXPECT_TRUE(commit(after, next(after, who)));
}

TEST_F(leases, a_run_that_waits_is_taken_over_too) {
    const auto first = worker(100, seconds{10});
    auto old = run_with_step("a", first);
    pass(seconds{10});
    ASSERT_EQ(call().recover().value().runs, 1U);
    const auto second = worker(101);
    EXPECT_EQ(claim_one(second).state, to_bytes("state 1"));
}

TEST_F(leases, that_of_a_dead_process_is_void_at_once) {
    start("a");
    const auto first = worker(100, std::chrono::hours{1});
    claim_one(first);
    const auto second = worker(101);
    EXPECT_EQ(call().recover().value().runs, 0U);
    EXPECT_THAT(claim(second), IsEmpty());
    kill_process(100);
    EXPECT_EQ(call().recover().value().runs, 1U);
    EXPECT_EQ(claim_one(second).claims, 2U);
}

TEST_F(leases, whoever_retires_lets_everything_go) {
    start("a");
    const auto first = worker();
    claim_one(first);
    ASSERT_TRUE(call().retire_worker(first).has_value());
    EXPECT_EQ(call().renew_worker(first, seconds{1}).error(), errc::fenced);
    EXPECT_EQ(claim(worker(101)).size(), 1U);
}

TEST_F(leases, claims_without_a_commit_are_counted) {
    start("a");
    for (std::uint32_t i = 1; i <= 4; ++i) {
        const auto who = worker();
        auto got = claim_one(who);
        EXPECT_EQ(got.claims, i);
        EXPECT_EQ(got.epoch, i);
        if (i == 4) EXPECT_TRUE(commit(got, next(got, who)));
        ASSERT_TRUE(call().retire_worker(who).has_value());
    }
    EXPECT_EQ(claim_one(worker()).claims, 1U);
}

TEST_F(leases, a_run_that_is_let_go_is_ready_if_there_is_something_to_do) {
    start("a");
    const auto who = worker();
    auto got = claim_one(who);
    auto away = letting_go(got, who, true);
    away.waiting_for = "a worker that has http::get/2";
    ASSERT_TRUE(call().release({away}).has_value());
    EXPECT_EQ(seen("a").waiting_for, "a worker that has http::get/2");
    EXPECT_EQ(seen("a").pid, 0);
    got = claim_one(who);
    EXPECT_THAT(words(got.inbox), ElementsAre("started"));
    ASSERT_TRUE(commit(got, next(got, who)));
    ASSERT_TRUE(call().release({letting_go(got, who, false)}).has_value());
    EXPECT_THAT(claim(who), IsEmpty());
    signal("a", "x");
    got = claim_one(who);
    EXPECT_FALSE(got.held);
    EXPECT_EQ(got.state, to_bytes("state 1"));
}

TEST_F(leases, a_run_with_an_inbox_is_ready_whatever_is_said_when_it_is_let_go) {
    const auto who = worker();
    auto got = run_with_step("a", who);
    signal("a", "x");
    ASSERT_TRUE(call().release({letting_go(got, who, false)}).has_value());
    EXPECT_THAT(words(claim_one(worker(101)).inbox), ElementsAre("signal x"));
}

TEST_F(leases, code_that_a_worker_cannot_run_is_passed_over) {
    start("a");
    auto other = run("b");
    other.closure = {blob("other code")};
    other.code = other.closure[0].hash;
    ASSERT_TRUE(call().start({other}).value()[0]);
    const auto who = worker();
    auto picky = wish(who);
    picky.unsupported = {blob("the code").hash, blob("zzz").hash};
    std::ranges::sort(picky.unsupported);
    EXPECT_THAT(ids(call().claim_runs(picky).value().runs), ElementsAre("b"));
    EXPECT_THAT(ids(claim(who)), ElementsAre("a"));
}

TEST_F(leases, the_state_of_a_run_can_be_had_again) {
    const auto who = worker();
    const auto got = run_with_step("a", who);
    signal("a", "x");
    const auto loaded = call().load_run({got.info.number, who, got.epoch}).value();
    EXPECT_EQ(loaded.state, to_bytes("state 1"));
    EXPECT_EQ(loaded.commits, 1U);
    EXPECT_EQ(loaded.epoch, got.epoch);
    EXPECT_FALSE(loaded.held);
    EXPECT_THAT(words(loaded.inbox), ElementsAre("signal x"));
}

}  // namespace bounce::durable
