#include "script/values/iterator.hpp"

#include "script/values/array.hpp"
#include "script/values/blob.hpp"
#include "script/values/channel.hpp"
#include "script/values/map.hpp"
#include "script/values/range.hpp"
#include "script/values/string.hpp"
#include "script/values/walks.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace bounce::script {
namespace {

std::string all_of(const value& iterator) {
    std::string out;
    value item;
    while (advance(as<iterator_object>(iterator), item) == step_outcome::item) {
        append_debug_text_of(out, item);
        out += ' ';
    }
    EXPECT_EQ(advance(as<iterator_object>(iterator), item), step_outcome::end);
    return out;
}

TEST(iterator, over_each_kind) {
    heap_account account;
    const auto over = [&](const value& v) { return all_of(make_iterator(&account, v)); };
    EXPECT_EQ(over(make_range(&account, 1, 4, false)), "1 2 3 ");
    EXPECT_EQ(over(make_range(&account, 1, 4, true)), "1 2 3 4 ");
    EXPECT_EQ(over(make_range(&account, 4, 1, true)), "");
    EXPECT_EQ(over(make_array(&account, {value::integer(7), value{}})), "7 () ");
    EXPECT_EQ(over(make_string(&account, "a\u2764")), "'a' '\u2764' ");
    EXPECT_EQ(over(make_blob(&account, {0, 255})), "0 255 ");
    EXPECT_TRUE(make_iterator(&account, value::integer(1)).is_unit());
    EXPECT_TRUE(make_iterator(&account, make_map(&account)).is_unit());
}

TEST(iterator, numbers_by_steps) {
    heap_account account;
    EXPECT_EQ(all_of(make_number_iterator(&account, 0, 10, 4, false)), "0 4 8 ");
    EXPECT_EQ(all_of(make_number_iterator(&account, 10, 0, -5, false)), "10 5 ");
    EXPECT_EQ(all_of(make_number_iterator(&account, 0, 10, -1, false)), "");
    EXPECT_EQ(all_of(make_float_iterator(&account, 0.0, 1.0, 0.25)), "0.0 0.25 0.5 0.75 ");
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    EXPECT_EQ(all_of(make_number_iterator(&account, most - 1, most, 1, true)),
              "9223372036854775806 9223372036854775807 ");
}

TEST(iterator, of_parts) {
    heap_account account;
    EXPECT_EQ(all_of(make_part_iterator(&account, iteration::bits, value::integer(10), 0, 4)),
              "false true false true ");
    const value m = make_map(&account);
    as<map_object>(m).set(value::short_string("a"), value::integer(1));
    as<map_object>(m).set(value::short_string("b"), value::integer(2));
    EXPECT_EQ(all_of(make_part_iterator(&account, iteration::map_keys, m, 0, 2)), "\"a\" \"b\" ");
    EXPECT_EQ(all_of(make_part_iterator(&account, iteration::map_values, m, 0, 2)), "1 2 ");
}

TEST(iterator, changing_the_variable_changes_nothing) {
    heap_account account;
    value a = make_array(&account, {value::integer(1), value::integer(2)});
    const value it = make_iterator(&account, a);
    a = {};
    EXPECT_EQ(all_of(it), "1 2 ");
}

TEST(iterator, a_loop_over_an_iterator_does_not_move_it) {
    heap_account account;
    const value it = make_number_iterator(&account, 0, 3, 1, false);
    EXPECT_EQ(all_of(make_iterator(&account, it)), "0 1 2 ");
    EXPECT_EQ(all_of(make_iterator(&account, it)), "0 1 2 ");
}

TEST(iterator, counts_and_leaves_channels_to_the_machine) {
    heap_account account;
    value item;
    const value it = make_iterator(&account, make_channel(&account, 1));
    EXPECT_EQ(advance(as<iterator_object>(it), item), step_outcome::wait);
    const value numbers = make_iterator(&account, make_range(&account, 5, 9, false));
    (void)advance(as<iterator_object>(numbers), item);
    (void)advance(as<iterator_object>(numbers), item);
    EXPECT_EQ(as<iterator_object>(numbers).delivered, 2);
    EXPECT_EQ(item.as_int(), 6);
}

}  // namespace
}  // namespace bounce::script
