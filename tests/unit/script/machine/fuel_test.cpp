#include "machine_test.hpp"

namespace bounce::script::test {
namespace {

constexpr auto busy =
    "fn f(n) { if n < 2 { n } else { f(n - 1) + f(n - 2) } } "
    "let s = 0; for i in 0..10 { s += f(i); print(s); } "
    "let t = spawn || f(5); [s, t.join()]";

TEST(fuel, is_counted_the_same_however_a_run_is_sliced) {
    script_run whole{busy};
    const std::string result = whole.outcome();
    for (const std::uint64_t slice : {1U, 2U, 7U, 255U, 256U, 257U}) {
        script_run sliced{busy};
        run_result r;
        while ((r = sliced.step(slice)).state == run_state::out_of_fuel) {
        }
        ASSERT_EQ(r.state, run_state::finished);
        EXPECT_EQ(to_debug_text(r.result), result);
        EXPECT_EQ(sliced.printed, whole.printed);
        EXPECT_EQ(sliced->fuel_used(), whole->fuel_used()) << "in slices of " << slice;
    }
}

TEST(fuel, of_one_unit_pays_for_an_entry_or_a_turn) {
    script_run run{"let n = 0; while n < 5 { n += 1; } n"};
    EXPECT_EQ(run.outcome(), "5");
    EXPECT_EQ(run->fuel_used(), 1U + 5U);
}

TEST(fuel, none_runs_nothing) {
    script_run run{"print(1)"};
    EXPECT_EQ(run.step(0).state, run_state::out_of_fuel);
    EXPECT_TRUE(run.printed.empty());
}

TEST(fuel, in_total_makes_a_program_stuck_until_it_gets_more) {
    limits bounds;
    bounds.total_fuel = 100;
    script_run run{"let n = 0; while n < 1000 { n += 1; } n", bounds};
    EXPECT_EQ(run.step().state, run_state::stuck);
    EXPECT_EQ(run->fuel_used(), 100U);
    EXPECT_EQ(run.step().state, run_state::stuck);
    run->bounds().total_fuel = 10'000;
    EXPECT_EQ(run.outcome(), "1000");
}

TEST(fuel, is_taken_by_natives_for_their_work) {
    script_run small{"let s = \"x\"; s.pad(10, 'y'); 1"};
    script_run large{"let s = \"x\"; s.pad(100000, 'y'); 1"};
    (void)small.outcome();
    (void)large.outcome();
    EXPECT_GT(large->fuel_used(), small->fuel_used() + 1000);
}

TEST(stopping, at_any_safepoint_changes_nothing) {
    script_run whole{busy};
    const std::string result = whole.outcome();
    script_run counted{busy};
    counted->stop_after(1'000'000);
    EXPECT_EQ(counted.outcome(), result);
    const std::uint64_t all = counted->safepoints_passed();
    ASSERT_GT(all, 100U);
    EXPECT_EQ(counted->fuel_used(), whole->fuel_used());
    for (std::uint64_t k = 1; k <= all; k += 7) {
        script_run stopped{busy};
        stopped->stop_after(k);
        ASSERT_EQ(stopped.step().state, run_state::out_of_fuel);
        ASSERT_TRUE(stopped->stopped());
        EXPECT_EQ(stopped->safepoints_passed(), k);
        EXPECT_EQ(stopped.outcome(), result);
        EXPECT_EQ(stopped->fuel_used(), whole->fuel_used());
    }
}

TEST(stopping, at_one_safepoint_after_the_other_passes_them_all) {
    script_run counted{busy};
    counted->stop_after(1'000'000);
    const std::string result = counted.outcome();
    script_run steps{busy};
    std::uint64_t stops = 0;
    for (;;) {
        steps->stop_after(1);
        const run_result r = steps.step();
        if (r.state != run_state::out_of_fuel) {
            EXPECT_EQ(to_debug_text(r.result), result);
            break;
        }
        ++stops;
    }
    EXPECT_EQ(stops, counted->safepoints_passed());
}

}  // namespace
}  // namespace bounce::script::test
