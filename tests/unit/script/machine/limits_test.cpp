#include "machine_test.hpp"

namespace bounce::script::test {
namespace {

[[nodiscard]] std::string outcome_within(std::string_view source, const limits& bounds) {
    return script_run{source, bounds}.outcome();
}

TEST(limits, of_call_depth_cannot_be_caught) {
    limits bounds;
    bounds.call_depth = 100;
    EXPECT_EQ(outcome_within("fn f() { f() } try { f(); } catch (e) { 1 }", bounds),
              "ErrorStackOverflow: calls are nested more than 100 deep");
    EXPECT_EQ(outcome_within("fn f(n) { if n > 0 { f(n - 1) } else { 7 } } f(90)", bounds), "7");
}

TEST(limits, of_the_heap_end_a_program_that_only_grows) {
    limits bounds;
    bounds.heap_bytes = 1 << 20;
    const auto text =
        outcome_within("let a = []; try { loop { a.push([1, 2, 3]); } } catch (e) { 1 }", bounds);
    EXPECT_TRUE(text.starts_with("ErrorOutOfMemory")) << text;
    const auto doubled = outcome_within("let s = \"xxxxxxxx\"; loop { s += s; }", bounds);
    EXPECT_TRUE(doubled.starts_with("Error")) << doubled;
}

TEST(limits, of_fibers_channels_timers_and_operations_are_reached) {
    limits fibers;
    fibers.fibers = 3;
    EXPECT_EQ(outcome_within("for i in 0..3 { spawn || sleep(1s); }", fibers),
              "ErrorDataTooLarge: 3 fibers exist, which is the limit");
    limits channels;
    channels.channels = 2;
    EXPECT_EQ(outcome_within("for i in 0..3 { channel(1); }", channels),
              "ErrorDataTooLarge: the program has made 2 channels, which is the limit");
    limits timers;
    timers.timers = 1;
    EXPECT_EQ(outcome_within("let t = spawn || sleep(1s); yield_now(); sleep(1s);", timers),
              "ErrorDataTooLarge: 1 timers are set, which is the limit");
    limits operations;
    operations.operations = 1;
    EXPECT_EQ(outcome_within("import \"host\" as host; let t = spawn || host::fetch(1); "
                             "yield_now(); host::fetch(2);",
                             operations),
              "ErrorDataTooLarge: 1 operations wait for the host, which is the limit");
}

TEST(limits, of_mailboxes_refuse_the_post) {
    limits bounds;
    bounds.mailbox_items = 1;
    script_run run{"1", bounds};
    EXPECT_TRUE(run->post("a", value{}));
    EXPECT_FALSE(run->post("b", value{}));
}

TEST(limits, of_time_end_the_program) {
    limits bounds;
    bounds.deadline_ns = nanoseconds{std::chrono::seconds{1'005}}.count();
    EXPECT_EQ(outcome_within("try { sleep(10s); } catch (e) { 1 }", bounds),
              "ErrorTimedOut: the program has reached its deadline");
    EXPECT_EQ(outcome_within("sleep(4s); 1", bounds), "1");
}

TEST(limits, of_output_stop_the_program_until_somebody_takes_it) {
    limits bounds;
    bounds.output_bytes = 4096;
    script_run run{"for i in 0..2000 { print(i); } 1", bounds};
    run.start();
    EXPECT_EQ(run->run(run.now, 1'000'000).state, run_state::out_of_fuel);
    std::size_t rounds = 0;
    while (run.step().state == run_state::out_of_fuel && rounds < 10'000) ++rounds;
    EXPECT_GT(rounds, 1U);
    EXPECT_EQ(run.printed.size(), 2000U);
}

}  // namespace
}  // namespace bounce::script::test
