#include "machine_test.hpp"

namespace bounce::script::test {
namespace {

TEST(channels, keep_the_order_and_make_senders_wait_for_room) {
    EXPECT_EQ(printed_by("let c = channel(1); let t = spawn || { for i in 0..3 { c.send(i); "
                         "print(`sent ${i}`); } c.close(); }; "
                         "for x in c { print(`got ${x}`); } t.join();"),
              (lines{"sent 0", "sent 1", "got 0", "got 1", "got 2", "sent 2"}));
}

TEST(channels, without_room_hand_over_from_one_fiber_to_another) {
    EXPECT_EQ(outcome_of("let c = channel(); let t = spawn || { c.send(1); c.send(2); 3 }; "
                         "[c.recv(), c.recv(), t.join()]"),
              "[1, 2, 3]");
}

TEST(channels, deliver_what_is_in_them_after_they_were_closed_and_then_nothing) {
    EXPECT_EQ(outcome_of("let c = channel(2); c.send(1); c.close(); [c.recv(), c.recv()]"),
              "[1, ()]");
    EXPECT_EQ(outcome_of("let c = channel(2); c.close(); try { c.send(1) } catch (e) { e.kind }"),
              "\"channel_closed\"");
}

TEST(channels, that_are_closed_wake_everybody) {
    EXPECT_EQ(outcome_of("let c = channel(); let r = spawn || c.recv(); let n = spawn || "
                         "{ let k = 0; for x in c { k += 1; } k }; yield_now(); c.close(); "
                         "[r.join(), n.join()]"),
              "[(), 0]");
    EXPECT_EQ(
        outcome_of("let c = channel(); let s = spawn || { try { c.send(1) } catch (e) { e.kind } "
                   "}; yield_now(); c.close(); s.join()"),
        "\"channel_closed\"");
}

TEST(channels, can_be_tried_without_waiting) {
    EXPECT_EQ(outcome_of("let c = channel(1); [c.try_recv(), c.try_send(1), c.try_send(2), "
                         "c.try_recv(), c.try_recv()]"),
              "[(), true, false, 1, ()]");
}

TEST(channels, number_what_is_iterated_over) {
    EXPECT_EQ(
        outcome_of("let c = channel(); let t = spawn || { c.send(7); c.send(8); c.close(); }; "
                   "let out = []; for (x, i) in c { out.push([i, x]); } out"),
        "[[0, 7], [1, 8]]");
}

TEST(semaphores, let_in_as_many_as_they_have_tokens) {
    EXPECT_EQ(outcome_of("let g = semaphore(2); let inside = 0; let most = 0; let ts = []; "
                         "for i in 0..6 { ts.push(spawn || { g.acquire(); inside += 1; "
                         "if inside > most { most = inside; } sleep(1s); inside -= 1; g.release(); "
                         "}); } for t in ts { t.join(); } most"),
              "2");
    EXPECT_EQ(outcome_of("let g = semaphore(1); [g.try_acquire(), g.try_acquire()]"),
              "[true, false]");
}

TEST(mailboxes, keep_what_was_posted_before_anybody_asked) {
    script_run run{"[signal(\"a\"), signal(\"a\")]"};
    ASSERT_TRUE(run->post("a", value::integer(1)));
    EXPECT_EQ(run->undelivered(), 1U);
    EXPECT_EQ(run.step().state, run_state::blocked);
    EXPECT_EQ(run->awaited_mailboxes(), lines{"a"});
    ASSERT_TRUE(run->post("a", value::integer(2)));
    EXPECT_EQ(run->undelivered(), 0U);
    EXPECT_EQ(run.outcome(), "[1, 2]");
}

}  // namespace
}  // namespace bounce::script::test
