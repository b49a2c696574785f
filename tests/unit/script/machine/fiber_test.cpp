#include "machine_test.hpp"

namespace bounce::script::test {
namespace {

TEST(fibers, take_turns_in_the_order_of_their_spawning) {
    EXPECT_EQ(printed_by("let ts = []; for i in 0..3 { ts.push(spawn || { print(`${i} a`); "
                         "yield_now(); print(`${i} b`); }); } for t in ts { t.join(); }"),
              (lines{"0 a", "1 a", "2 a", "0 b", "1 b", "2 b"}));
}

TEST(fibers, join_gives_the_result_to_everybody_who_asks) {
    EXPECT_EQ(outcome_of("let t = spawn || 20; let u = spawn || t.join() + 1; "
                         "t.join() + u.join() + t.join()"),
              "61");
}

TEST(fibers, join_throws_what_was_thrown) {
    EXPECT_EQ(outcome_of("let t = spawn || { throw #{code: 7}; }; "
                         "try { t.join() } catch (e) { e.code }"),
              "7");
}

TEST(fibers, a_failed_child_that_nobody_joined_fails_its_parent_at_its_end) {
    EXPECT_EQ(
        printed_by("let t = spawn || { throw \"lost\"; }; yield_now(); print(\"went on\");")[0],
        "went on");
    EXPECT_EQ(outcome_of("let t = spawn || { throw \"lost\"; }; yield_now(); 5"),
              "ErrorRuntime: lost");
}

TEST(fibers, a_failed_child_whose_failure_was_seen_is_no_failure_of_the_parent) {
    EXPECT_EQ(outcome_of("let t = spawn || { throw \"seen\"; }; yield_now(); "
                         "try { t.join(); } catch (e) { } 5"),
              "5");
}

TEST(fibers, children_are_cancelled_when_their_parent_ends_and_it_waits_for_them) {
    EXPECT_EQ(printed_by("let t = spawn || { try { sleep(1h); } catch (e) { print(e.kind); "
                         "yield_now(); print(\"cleaned\"); } }; yield_now(); print(\"end\");"),
              (lines{"end", "cancelled", "cleaned"}));
}

TEST(fibers, a_detached_child_outlives_its_parent) {
    EXPECT_EQ(printed_by("let t = spawn || { sleep(5s); print(\"late\"); }; t.detach(); "
                         "print(\"end\");"),
              (lines{"end", "late"}));
}

TEST(fibers, sleep_knows_only_the_time_that_it_is_told) {
    script_run run{"sleep(5s); 1"};
    const run_result first = run.step();
    ASSERT_EQ(first.state, run_state::blocked);
    ASSERT_TRUE(first.wake_at);
    EXPECT_EQ(*first.wake_at, run.now + std::chrono::seconds{5});
    run.now = *first.wake_at - nanoseconds{1};
    EXPECT_EQ(run.step().state, run_state::blocked);
    run.now += nanoseconds{1};
    EXPECT_EQ(run.step().state, run_state::finished);
}

TEST(fibers, timers_fire_in_the_order_they_are_due_and_then_in_that_of_their_making) {
    script_run run{
        "for (d, i) in [3s, 1s, 2s, 1s] { let t = spawn || { sleep(d); print(i); }; "
        "t.detach(); }"};
    EXPECT_EQ(run.step().state, run_state::blocked);
    run.now += std::chrono::hours{1};
    EXPECT_EQ(run.step().state, run_state::finished);
    EXPECT_EQ(run.printed, (lines{"1", "3", "2", "0"}));
}

TEST(fibers, that_all_wait_for_each_other_are_an_error_that_names_what_each_waits_for) {
    const std::string text = outcome_of(
        "let a = channel(); let b = channel(); "
        "let t = spawn || a.recv(); b.recv()");
    EXPECT_TRUE(text.starts_with("ErrorDeadlock")) << text;
    EXPECT_NE(text.find("fiber 1 waits for a value from a channel at test.bounce:1:"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("fiber 2 waits for a value from a channel"), std::string::npos) << text;
    EXPECT_TRUE(outcome_of("current_task().join()").starts_with("ErrorDeadlock"));
}

TEST(fibers, a_waiting_one_is_small) {
    script_run run{
        "let gate = channel(); let ts = []; "
        "for i in 0..1000 { ts.push(spawn || gate.recv()); } "
        "yield_now(); signal(\"measured\"); gate.close(); for t in ts { t.join(); } "
        "ts.len()"};
    ASSERT_EQ(run.step().state, run_state::blocked);
    EXPECT_EQ(run->fibers(), 1001U);
    EXPECT_LT(run->heap().used_bytes(), 1000U * 800U);
    ASSERT_TRUE(run->post("measured", value{}));
    EXPECT_EQ(run.outcome(), "1000");
}

}  // namespace
}  // namespace bounce::script::test
