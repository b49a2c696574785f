#include "machine_test.hpp"

namespace bounce::script::test {
namespace {

TEST(select, the_first_ready_arm_in_text_order_wins_and_others_consume_nothing) {
    EXPECT_EQ(outcome_of("let a = channel(1); let b = channel(1); a.send(1); b.send(2); "
                         "let won = select { x = recv(b) => x, x = recv(a) => x }; "
                         "[won, a.try_recv(), b.try_recv()]"),
              "[2, 1, ()]");
}

TEST(select, waits_for_whatever_comes_first) {
    EXPECT_EQ(outcome_of("let a = channel(); let b = channel(); let t = spawn || b.send(5); "
                         "select { x = recv(a) => [1, x], x = recv(b) => [2, x] }"),
              "[2, 5]");
}

TEST(select, a_timer_ends_it_and_nothing_is_left_behind) {
    script_run run{
        "let a = channel(); let r = select { x = recv(a) => x, after 2s => \"late\" }; "
        "[r, a.try_send(1)]"};
    EXPECT_EQ(run.outcome(), "[\"late\", false]");
}

TEST(select, a_timer_that_lost_wakes_nobody) {
    script_run run{
        "let a = channel(1); let t = spawn || a.send(1); "
        "select { x = recv(a) => x, after 2s => 0 } + signal(\"go\")"};
    const run_result r = run.step();
    EXPECT_EQ(r.state, run_state::blocked);
    EXPECT_FALSE(r.wake_at);
}

TEST(select, else_is_for_when_nothing_is_ready) {
    EXPECT_EQ(outcome_of("let a = channel(1); let f = || select { x = recv(a) => x, else => -1 }; "
                         "let first = f.call(); a.send(3); [first, f.call()]"),
              "[-1, 3]");
}

TEST(select, can_send_and_join) {
    EXPECT_EQ(outcome_of("let a = channel(); let t = spawn || a.recv(); yield_now(); "
                         "select { send(a, 4) => t.join(), after 1s => 0 }"),
              "4");
    EXPECT_EQ(outcome_of("let t = spawn || { sleep(1s); 9 }; "
                         "select { x = join(t) => x, after 2s => 0 }"),
              "9");
    EXPECT_EQ(outcome_of("let t = spawn || { sleep(1s); throw \"bad\"; }; "
                         "try { select { x = join(t) => x, after 2s => 0 } } catch (e) { e }"),
              "\"bad\"");
}

TEST(select, the_operation_of_a_losing_arm_is_abandoned) {
    script_run run{
        "import \"host\" as host; "
        "select { x = host::fetch(1) => x, s = signal(\"stop\") => `stopped ${s}` }"};
    ASSERT_EQ(run.step().state, run_state::blocked);
    const auto asked = run->take_requested();
    ASSERT_EQ(asked.size(), 1U);
    ASSERT_TRUE(run->post("stop", value::integer(3)));
    EXPECT_EQ(run->take_abandoned(), std::vector<std::uint64_t>{asked[0].number});
    EXPECT_FALSE(run->deliver(asked[0].number, value::integer(1)));
    EXPECT_EQ(run.outcome(), "\"stopped 3\"");
}

TEST(select, the_arm_that_a_result_was_delivered_to_wins) {
    script_run run{
        "import \"host\" as host; "
        "select { x = host::fetch(1) => [1, x], x = host::put(2) => [2, x] }"};
    ASSERT_EQ(run.step().state, run_state::blocked);
    const auto asked = run->take_requested();
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_EQ(asked[1].name, "put");
    ASSERT_TRUE(run->deliver(asked[1].number, value::integer(7)));
    EXPECT_EQ(run->take_abandoned(), std::vector<std::uint64_t>{asked[0].number});
    EXPECT_EQ(run.outcome(), "[2, 7]");
}

TEST(select, what_was_due_first_wins_when_the_host_says_so) {
    const auto source =
        "import \"host\" as host; select { x = host::fetch(1) => x, after 2s => \"late\" }";
    script_run late{source};
    ASSERT_EQ(late.step().state, run_state::blocked);
    const std::uint64_t number = late->take_requested().at(0).number;
    late->advance(late.now + std::chrono::seconds{3});
    EXPECT_FALSE(late->deliver(number, value::integer(1)));
    EXPECT_EQ(late.outcome(), "\"late\"");

    script_run in_time{source};
    ASSERT_EQ(in_time.step().state, run_state::blocked);
    in_time->advance(in_time.now + std::chrono::seconds{1});
    EXPECT_TRUE(in_time->deliver(in_time->take_requested().at(0).number, value::integer(1)));
    in_time.now += std::chrono::seconds{3};
    EXPECT_EQ(in_time.outcome(), "1");
}

}  // namespace
}  // namespace bounce::script::test
