#include "sample_module.hpp"
#include "script/code/handler_map.hpp"
#include "script/code/operands.hpp"

#include <gmock/gmock.h>

namespace bounce::script {
namespace {

using enum opcode;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<unsigned> registers_of(const safepoint& s) {
    std::vector<unsigned> all;
    for (unsigned r = 0; r < 64 * s.live.size(); ++r)
        if ((s.live[r / 64] >> r % 64 & 1) != 0) all.push_back(r);
    return all;
}

/// The live registers at each safepoint.
std::vector<std::vector<unsigned>> live(const function_code& f) {
    std::vector<std::vector<unsigned>> all;
    const auto found = find_safepoints(f);
    EXPECT_TRUE(found.has_value());
    if (found)
        for (const safepoint& s : *found) all.push_back(registers_of(s));
    return all;
}

TEST(liveness, parameters_that_are_read_are_live_at_the_entry) {
    EXPECT_THAT(
        live(sample::function("f", 3, 5, {word_abc(add, 4, 1, 3), word_abc(return_value, 4)})),
        ElementsAre(ElementsAre(1, 3)));
}

TEST(liveness, what_is_written_first_is_not_live_before) {
    EXPECT_THAT(
        live(sample::function("f", 1, 2, {word_abx(load_int, 1, 5), word_abc(return_value, 1)})),
        ElementsAre(IsEmpty()));
}

TEST(liveness, a_call_keeps_what_is_read_after_it_but_neither_arguments_nor_result) {
    EXPECT_THAT(live(sample::function("f", 2, 6,
                                      {
                                          word_abc(move, 4, 1),
                                          word_abc(call, 3, 0, 1),
                                          0,
                                          word_abc(add, 3, 3, 2),
                                          word_abc(return_value, 3),
                                      })),
                ElementsAre(ElementsAre(1, 2), ElementsAre(2)));
}

TEST(liveness, a_receiver_and_its_indices_stay_until_it_is_put_back) {
    const std::uint32_t path = 1U << 24 | 2U;
    const function_code f =
        sample::function("f", 2, 6, {word_abc(invoke, 4, 1, 0), 0, 1, path, word_abc(return_unit)});
    EXPECT_THAT(live(f), ElementsAre(ElementsAre(1, 2), ElementsAre(1, 2)));
    const function_code moved = sample::function(
        "f", 2, 6, {word_abc(invoke, 4, 1, 0), call_flags::temporary, 0, word_abc(return_unit)});
    EXPECT_THAT(live(moved), ElementsAre(ElementsAre(1), IsEmpty()));
}

TEST(liveness, what_flows_around_a_loop_is_live_at_it) {
    // i = 10; while i > 0 { i = i - p; sleep } with the operand in r1 and the counter in r2.
    EXPECT_THAT(live(sample::function("f", 1, 5,
                                      {
                                          word_abx(load_int, 2, 10),       // 0
                                          word_abc(subtract, 2, 2, 1),     // 1
                                          word_abx(jump_if_unit, 2, 2),    // 2 -> 5
                                          word_abc(nop),                   // 3
                                          word_abx(loop, 0, 0x10000 - 4),  // 4 -> 1
                                          word_abc(return_unit),           // 5
                                      })),
                ElementsAre(ElementsAre(1), ElementsAre(1, 2)));
}

TEST(liveness, a_handler_keeps_alive_what_it_reads) {
    // try { r3 = f() } catch (r2) { return r1 }; without the handler r1 were dead.
    const std::vector<std::uint32_t> words{
        word_abc(call, 3, 0, 0),
        0,
        word_abc(return_value, 3),
        word_abc(return_value, 1),
    };
    EXPECT_THAT(live(sample::function("f", 1, 4, words, {{0, 3, 3, 2}})),
                ElementsAre(ElementsAre(1), ElementsAre(1)));
    EXPECT_THAT(live(sample::function("f", 1, 4, words)), ElementsAre(IsEmpty(), IsEmpty()));
}

TEST(liveness, what_a_handler_catches_is_not_live_before_the_throw) {
    EXPECT_THAT(live(sample::function(
                    "f", 1, 4,
                    {word_abc(call, 3, 0, 0), 0, word_abc(return_unit), word_abc(return_value, 2)},
                    {{0, 3, 3, 2}})),
                ElementsAre(IsEmpty(), IsEmpty()));
}

TEST(liveness, a_throw_leaves_before_the_result_is_written) {
    // r1 is the result of the add and is read by the handler: the value from before.
    EXPECT_THAT(live(sample::function(
                    "f", 1, 4,
                    {word_abc(add, 1, 2, 3), word_abc(return_value, 1), word_abc(return_value, 1)},
                    {{0, 1, 2, 0}})),
                ElementsAre(ElementsAre(1, 2, 3)));
}

TEST(liveness, the_next_of_a_channel_keeps_its_iterator_and_what_comes_after_either_way) {
    EXPECT_THAT(live(sample::function("f", 3, 8,
                                      {
                                          word_abc(new_iterator, 4, 1),
                                          word_abc(next, 4, 5, 1),
                                          2,
                                          word_abc(add, 5, 5, 2),
                                          word_abc(return_value, 6),
                                          word_abc(return_value, 3),
                                      })),
                ElementsAre(ElementsAre(1, 2, 3), ElementsAre(2, 3, 4)));
}

TEST(liveness, this_is_live_everywhere_if_it_goes_back_to_the_caller) {
    function_code f =
        sample::function("f", 0, 3, {word_abc(call, 1, 0, 0), 0, word_abc(return_unit)});
    EXPECT_THAT(live(f), ElementsAre(IsEmpty(), IsEmpty()));
    f.mutates_this = true;
    EXPECT_THAT(live(f), ElementsAre(ElementsAre(0), ElementsAre(0)));
}

TEST(liveness, select_reads_its_arms_and_writes_two_registers) {
    const std::vector<std::uint32_t> words{
        word_abc(select, 6, 0, 3),
        std::uint32_t{1} | 1U << 8 | 2U << 16,
        0,  // send r2 to r1
        std::uint32_t{4} | 3U << 8 | 2U << 24,
        0,  // operation with r3, r4
        std::uint32_t{5} | 5U << 8,
        0,  // after r5
        word_abc(add, 6, 6, 7),
        word_abc(add, 6, 6, 1),
        word_abc(return_value, 6),
    };
    EXPECT_THAT(live(sample::function("f", 5, 8, words)),
                ElementsAre(ElementsAre(1, 2, 3, 4, 5), ElementsAre(1)));
}

TEST(liveness, registers_beyond_64_have_their_words) {
    const auto found =
        find_safepoints(sample::function("f", 200, 250, {word_abc(return_value, 199)}));
    ASSERT_TRUE(found);
    EXPECT_EQ((*found)[0].live.size(), 4U);
    EXPECT_THAT(registers_of((*found)[0]), ElementsAre(199));
}

TEST(liveness, code_that_is_not_well_formed_has_no_answer) {
    const auto broken = [](std::vector<std::uint32_t> words, std::vector<handler> handlers = {}) {
        return !find_safepoints(sample::function("f", 0, 2, std::move(words), std::move(handlers)));
    };
    EXPECT_TRUE(broken({}));
    EXPECT_TRUE(broken({0xff}));
    EXPECT_TRUE(broken({word_abc(nop)})) << "the end is reached";
    EXPECT_TRUE(broken({word_abc(call, 0, 0, 0)})) << "the instruction is cut off";
    EXPECT_TRUE(broken({word_abx(jump, 0, 5)})) << "the target is outside";
    EXPECT_TRUE(broken({word_abx(jump, 0, 1), word_abc(call, 0), 0, word_abc(return_unit)}))
        << "the target is inside an instruction";
    EXPECT_TRUE(broken({word_abc(return_unit)}, {{0, 1, 1, 0}})) << "the handler is outside";
}

// --- which handler -------------------------------------------------------------------------------

TEST(handler_map, the_innermost_range_counts) {
    const std::vector<handler> table{{4, 6, 20, 0}, {2, 8, 21, 0}, {8, 9, 22, 0}, {0, 12, 23, 0}};
    const auto map = handler_map::of(table, 30);
    ASSERT_TRUE(map);
    const std::vector<std::uint32_t> expected{3, 3, 1, 1, 0, 0, 1, 1, 2, 3, 3, 3};
    for (std::uint32_t pc = 0; pc < 12; ++pc) EXPECT_EQ(map->innermost(pc), expected[pc]) << pc;
    EXPECT_EQ(map->innermost(12), handler_map::none);
    EXPECT_EQ(map->innermost(29), handler_map::none);
}

TEST(handler_map, of_nothing_catches_nothing) {
    EXPECT_EQ(handler_map::of({}, 5)->innermost(0), handler_map::none);
}

TEST(handler_map, ranges_that_are_not_well_formed_are_refused) {
    const auto refused = [](std::vector<handler> table) { return !handler_map::of(table, 10); };
    EXPECT_TRUE(refused({{2, 2, 5, 0}})) << "empty";
    EXPECT_TRUE(refused({{2, 4, 3, 0}})) << "backwards";
    EXPECT_TRUE(refused({{2, 4, 10, 0}})) << "outside";
    EXPECT_TRUE(refused({{2, 5, 8, 0}, {4, 6, 8, 0}})) << "crossing";
    EXPECT_TRUE(refused({{2, 6, 8, 0}, {3, 4, 8, 0}})) << "the outer one first";
    EXPECT_FALSE(refused({{3, 4, 8, 0}, {2, 6, 8, 0}}));
}

}  // namespace
}  // namespace bounce::script
