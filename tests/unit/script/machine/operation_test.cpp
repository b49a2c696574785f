#include "machine_test.hpp"

namespace bounce::script::test {
namespace {

constexpr auto one_call = "import \"host\" as host; host::fetch(#{url: \"x\"})";

TEST(operations, are_asked_for_once_and_answered_once) {
    script_run run{one_call};
    const run_result r = run.step();
    ASSERT_EQ(r.state, run_state::blocked);
    EXPECT_FALSE(r.wake_at);
    const auto asked = run->take_requested();
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].module, "host");
    EXPECT_EQ(asked[0].name, "fetch");
    EXPECT_EQ(asked[0].effects, effect_class::read);
    ASSERT_EQ(asked[0].arguments.size(), 1U);
    EXPECT_EQ(to_debug_text(asked[0].arguments[0]), "#{\"url\": \"x\"}");
    EXPECT_TRUE(run->take_requested().empty());
    EXPECT_EQ(run->open_operations().size(), 1U);
    EXPECT_TRUE(run->deliver(asked[0].number, value::integer(5)));
    EXPECT_FALSE(run->deliver(asked[0].number, value::integer(6)));
    EXPECT_EQ(run.outcome(), "5");
}

TEST(operations, throw_where_they_were_asked_for) {
    script_run thrown{"import \"host\" as host; try { host::fetch(1) } catch (e) { `got ${e}` }"};
    (void)thrown.step();
    EXPECT_TRUE(thrown->deliver_thrown(thrown->take_requested().at(0).number, value::integer(7)));
    EXPECT_EQ(thrown.outcome(), "\"got 7\"");

    script_run failed{one_call};
    (void)failed.step();
    EXPECT_TRUE(failed->deliver_failure(failed->take_requested().at(0).number,
                                        failure{error_kind::timed_out, "no answer"}));
    EXPECT_EQ(failed.outcome(), "ErrorTimedOut: no answer");
}

TEST(operations, of_many_fibers_have_numbers_that_are_never_used_again) {
    script_run run{
        "import \"host\" as host; let ts = []; "
        "for i in 0..3 { ts.push(spawn || host::fetch(i)); } ts.map(|t| t.join())"};
    ASSERT_EQ(run.step().state, run_state::blocked);
    auto asked = run->take_requested();
    ASSERT_EQ(asked.size(), 3U);
    for (std::size_t n = 3; n-- > 0;)
        EXPECT_TRUE(run->deliver(asked[n].number, value::integer(static_cast<int>(n) * 10)));
    EXPECT_EQ(asked[2].number, 3U);
    EXPECT_EQ(run.outcome(), "[0, 10, 20]");
}

TEST(operations, that_nobody_took_are_not_among_the_abandoned) {
    script_run run{
        "import \"host\" as host; let t = spawn || host::fetch(1); yield_now(); "
        "t.cancel(); try { t.join() } catch (e) { e.kind }"};
    EXPECT_EQ(run.outcome(), "\"cancelled\"");
    EXPECT_TRUE(run->take_abandoned().empty());
    EXPECT_TRUE(run->take_requested().empty());
}

}  // namespace
}  // namespace bounce::script::test
