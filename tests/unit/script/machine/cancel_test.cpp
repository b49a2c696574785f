#include "machine_test.hpp"

namespace bounce::script::test {
namespace {

TEST(cancelling, arrives_where_the_fiber_waits_and_only_once) {
    script_run run{
        "let n = 0; for i in 0..2 { try { sleep(1h); } catch (e) { n += 1; "
        "print(e.kind); } } n"};
    ASSERT_EQ(run.step().state, run_state::blocked);
    run->request_cancel();
    run->request_cancel();
    const run_result r = run.step();
    ASSERT_EQ(r.state, run_state::blocked);  // in the second sleep, which is left alone
    EXPECT_EQ(run.printed, lines{"cancelled"});
    EXPECT_EQ(run.outcome(), "1");
}

TEST(cancelling, waits_for_the_next_suspension_of_a_fiber_that_runs) {
    EXPECT_EQ(printed_by("let t = spawn || { print(\"begun\"); sleep(1s); print(\"not this\"); }; "
                         "t.cancel(); try { t.join(); } catch (e) { print(e.kind); }"),
              (lines{"begun", "cancelled"}));
}

TEST(cancelling, a_fiber_that_catches_it_may_end_well) {
    EXPECT_EQ(outcome_of("let t = spawn || { try { sleep(1h); } catch (e) { \"cleaned\" } }; "
                         "yield_now(); t.cancel(); t.join()"),
              "\"cleaned\"");
}

TEST(cancelling, a_cancelled_child_is_no_failure_of_its_parent) {
    EXPECT_EQ(outcome_of("let t = spawn || sleep(1h); yield_now(); t.cancel(); yield_now(); 5"),
              "5");
}

TEST(cancelling, leaves_nothing_in_the_queues_it_waited_in) {
    EXPECT_EQ(outcome_of("let c = channel(); let t = spawn || c.recv(); yield_now(); t.cancel(); "
                         "yield_now(); c.try_send(1)"),
              "false");
    EXPECT_EQ(outcome_of("let c = channel(); let t = spawn || c.send(1); yield_now(); t.cancel(); "
                         "yield_now(); c.try_recv()"),
              "()");
}

TEST(cancelling, an_uncaught_one_ends_the_program_with_its_kind) {
    script_run run{"sleep(1h)"};
    (void)run.step();
    run->request_cancel();
    EXPECT_EQ(run.outcome(), "ErrorCancelled: the fiber was cancelled");
}

TEST(cancelling, with_timeout_cancels_what_takes_too_long) {
    EXPECT_EQ(outcome_of("try { with_timeout(1s, || { sleep(2s); 1 }) } catch (e) { e.kind }"),
              "\"timed_out\"");
    EXPECT_EQ(outcome_of("with_timeout(2s, || { sleep(1s); 1 })"), "1");
}

}  // namespace
}  // namespace bounce::script::test
