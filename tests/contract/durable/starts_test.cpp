#include "suite.hpp"

#include <algorithm>

namespace bounce::durable {

using testing::ElementsAre;
using testing::IsEmpty;

class starts : public store_suite {};

TEST_F(starts, a_run_is_claimed_with_its_input_and_all_that_identifies_it) {
    const auto wanted = run("a");
    const auto made = call().start({wanted}).value().at(0).value();
    EXPECT_FALSE(made.repeated);
    const auto who = worker();
    const auto got = claim_one(who);
    EXPECT_EQ(got.info.number, made.run);
    EXPECT_EQ(got.info.id, "a");
    EXPECT_EQ(got.info.uuid, wanted.uuid);
    EXPECT_EQ(got.info.kind, "test/0");
    EXPECT_EQ(got.info.code, wanted.code);
    EXPECT_EQ(got.info.function, "main");
    EXPECT_EQ(got.commits, 0U);
    EXPECT_EQ(got.claims, 1U);
    EXPECT_FALSE(got.held);
    EXPECT_FALSE(got.state.has_value());
    ASSERT_THAT(words(got.inbox), ElementsAre("started"));
    EXPECT_EQ(got.inbox[0].at, now());
    EXPECT_EQ(std::get<delivery::started>(got.inbox[0].what).input, to_bytes("input"));
    EXPECT_EQ(seen("a").status, run_status::running);
    EXPECT_EQ(seen("a").pid, 100);
}

TEST_F(starts, an_id_is_taken_once) {
    start("a");
    const auto again = call().start({run("a")}).value();
    EXPECT_EQ(again[0].error(), errc::already_exists);
    EXPECT_NE(again[0].error().message().find("start run a"), std::string::npos);
}

TEST_F(starts, a_repeated_request_is_the_first_one) {
    auto wanted = run("a");
    wanted.request_id = "r1";
    const auto first = call().start({wanted}).value().at(0).value();
    wanted.uuid = run_uuid::from_random(99, 99);
    const auto second = call().start({wanted}).value().at(0).value();
    EXPECT_TRUE(second.repeated);
    EXPECT_EQ(second.run, first.run);
    EXPECT_EQ(second.uuid, first.uuid);
    wanted.request_id = "r2";
    EXPECT_EQ(call().start({wanted}).value().at(0).error(), errc::already_exists);
    EXPECT_EQ(call().list_runs().value().size(), 1U);
}

TEST_F(starts, one_that_is_refused_does_not_stop_the_others) {
    start("b");
    const auto made = call().start({run("a"), run("b"), run(""), run("c")}).value();
    EXPECT_TRUE(made[0].has_value());
    EXPECT_EQ(made[1].error(), errc::already_exists);
    EXPECT_EQ(made[2].error(), bounce::errc::invalid_argument);
    EXPECT_TRUE(made[3].has_value());
    EXPECT_EQ(call().start({run(std::string(255, 'x'))}).value()[0].has_value(), true);
    EXPECT_EQ(call().start({run(std::string(256, 'x'))}).value()[0].error(),
              bounce::errc::invalid_argument);
}

TEST_F(starts, the_code_is_kept_and_has_to_be_there) {
    auto bare = run("a");
    bare.closure.clear();
    EXPECT_EQ(call().start({bare}).value()[0].error(), errc::code_missing);
    auto whole = run("b");
    whole.closure.push_back(blob("a module"));
    ASSERT_TRUE(call().start({whole}).value()[0]);
    EXPECT_EQ(call().load_code(blob("the code").hash).value(), to_bytes("the code"));
    EXPECT_EQ(call().load_code(blob("a module").hash).value(), to_bytes("a module"));
    EXPECT_EQ(call().load_code(blob("another").hash).error(), errc::code_missing);
    EXPECT_TRUE(call().start({bare}).value()[0]);
}

TEST_F(starts, a_delayed_run_waits_for_its_time_and_keeps_what_arrives) {
    const auto who = worker();
    auto later = run("a");
    later.start_at = now() + seconds{5};
    ASSERT_TRUE(call().start({later}).value()[0]);
    EXPECT_EQ(seen("a").status, run_status::scheduled);
    EXPECT_EQ(call().next_wake(who, now()).value(), now() + seconds{5});
    pass(seconds{2});
    signal("a", "early");
    EXPECT_THAT(claim(who), IsEmpty());
    EXPECT_EQ(seen("a").status, run_status::scheduled);
    pass(seconds{3});
    const auto got = claim_one(who);
    EXPECT_THAT(words(got.inbox), ElementsAre("started", "signal early"));
    EXPECT_THAT(claim(who), IsEmpty());
}

TEST_F(starts, a_start_in_the_past_is_now) {
    auto past = run("a");
    past.start_at = now() - seconds{5};
    ASSERT_TRUE(call().start({past}).value()[0]);
    EXPECT_EQ(seen("a").start_at, now());
    EXPECT_EQ(claim(worker()).size(), 1U);
}

TEST_F(starts, attributes_are_seen) {
    auto wanted = run("a");
    wanted.attributes = {{"customer", "7"}, {"empty", ""}};
    ASSERT_TRUE(call().start({wanted}).value()[0]);
    EXPECT_EQ(seen("a").attributes, wanted.attributes);
}

TEST_F(starts, a_store_that_keeps_keeps) {
    if (!keeps()) GTEST_SKIP() << "this store lives as long as the object";
    auto got = run_with_step("a", worker());
    open();
    EXPECT_EQ(seen("a").commits, 1U);
    EXPECT_EQ(seen("a").status, run_status::waiting);
    EXPECT_EQ(seen_operation("a", 1).name, "step 1");
    EXPECT_EQ(call().load_code(blob("the code").hash).value(), to_bytes("the code"));
    auto slice = next(got, worker_number{1});
    EXPECT_TRUE(commit(got, slice));
}

}  // namespace bounce::durable
