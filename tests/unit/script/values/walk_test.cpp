#include "script/values/array.hpp"
#include "script/values/blob.hpp"
#include "script/values/cell.hpp"
#include "script/values/channel.hpp"
#include "script/values/fn.hpp"
#include "script/values/host_handle.hpp"
#include "script/values/map.hpp"
#include "script/values/range.hpp"
#include "script/values/string.hpp"
#include "script/values/walks.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace bounce::script {
namespace {

value integer(std::int64_t i) { return value::integer(i); }
value text(std::string_view s) { return value::short_string(s); }

TEST(equal, by_value_and_kind) {
    heap_account account;
    EXPECT_TRUE(equal(integer(1), value::floating(1.0)));
    EXPECT_FALSE(equal(integer(1), value::boolean(true)));
    EXPECT_TRUE(equal(text("x"), value::character(U'x')));
    EXPECT_FALSE(equal(text("xy"), value::character(U'x')));
    EXPECT_FALSE(equal(value::floating(NAN), value::floating(NAN)));
    EXPECT_TRUE(equal(value{}, value{}));
    EXPECT_FALSE(equal(value{}, integer(0)));
    EXPECT_FALSE(equal(value::duration(5), value::timestamp(5)));
    EXPECT_TRUE(equal(make_string(&account, "a string on the heap"),
                      make_string(&account, "a string on the heap")));
    EXPECT_TRUE(equal(make_array(&account, {integer(1), text("a")}),
                      make_array(&account, {value::floating(1), text("a")})));
    EXPECT_FALSE(
        equal(make_array(&account, {integer(1)}), make_array(&account, {integer(1), integer(2)})));
    EXPECT_FALSE(equal(make_array(&account, {integer(1)}), make_blob(&account, {1})));
    EXPECT_TRUE(equal(make_blob(&account, {1, 2}), make_blob(&account, {1, 2})));
    EXPECT_FALSE(equal(make_blob(&account, {1, 2}), make_blob(&account, {1, 3})));
    EXPECT_TRUE(equal(make_range(&account, 1, 2, true), make_range(&account, 1, 2, true)));
    EXPECT_FALSE(equal(make_range(&account, 1, 2, true), make_range(&account, 1, 2, false)));
    const value channel = make_channel(&account, 1);
    EXPECT_TRUE(equal(channel, channel));
    EXPECT_FALSE(equal(channel, make_channel(&account, 1)));
}

TEST(equal, maps_and_functions) {
    heap_account account;
    const auto map_of = [&](std::string_view k, std::int64_t i) {
        value m = make_map(&account);
        as<map_object>(m).set(text(k), integer(i));
        return m;
    };
    EXPECT_TRUE(equal(map_of("a", 1), map_of("a", 1)));
    EXPECT_FALSE(equal(map_of("a", 1), map_of("a", 2)));
    EXPECT_FALSE(equal(map_of("a", 1), map_of("b", 1)));
    const value f = make_named_fn(&account, nullptr, text("f"));
    EXPECT_TRUE(equal(f, make_named_fn(&account, nullptr, text("f"))));
    EXPECT_FALSE(equal(f, make_named_fn(&account, nullptr, text("g"))));
    const value one = integer(1);
    EXPECT_FALSE(equal(f, curry(&account, f, &one, 1)));
    EXPECT_TRUE(equal(curry(&account, f, &one, 1), curry(&account, f, &one, 1)));
}

TEST(compare, only_what_has_an_order) {
    EXPECT_EQ(compare(integer(1), value::floating(1.5)), std::partial_ordering::less);
    EXPECT_EQ(compare(value::floating(NAN), integer(1)), std::partial_ordering::unordered);
    EXPECT_EQ(compare(text("b"), value::character(U'a')), std::partial_ordering::greater);
    EXPECT_EQ(compare(value::boolean(false), value::boolean(true)), std::partial_ordering::less);
    EXPECT_EQ(compare(value::duration(2), value::duration(1)), std::partial_ordering::greater);
    EXPECT_EQ(compare(value::timestamp(2), value::timestamp(2)), std::partial_ordering::equivalent);
    EXPECT_EQ(compare(integer(1), text("1")), std::nullopt);
    EXPECT_EQ(compare(value{}, value{}), std::nullopt);
    constexpr auto big = std::int64_t{1} << 62;
    EXPECT_EQ(compare(integer(big), integer(big + 1)), std::partial_ordering::less);
}

TEST(order, is_total) {
    heap_account account;
    const std::vector<value> ascending{value{},
                                       value::boolean(false),
                                       value::boolean(true),
                                       integer(-1),
                                       value::floating(0.5),
                                       integer(1),
                                       value::floating(NAN),
                                       value::duration(1),
                                       text("a"),
                                       value::character(U'b'),
                                       text("ba"),
                                       make_array(&account),
                                       make_array(&account, {integer(1)}),
                                       make_array(&account, {integer(1), integer(0)}),
                                       make_array(&account, {integer(2)}),
                                       make_blob(&account, {1})};
    // Durations come before strings and chars, whatever their tags.
    for (std::size_t i = 0; i < ascending.size(); ++i) {
        for (std::size_t k = 0; k < ascending.size(); ++k) {
            EXPECT_EQ(order(ascending[i], ascending[k]) < 0, i < k)
                << to_debug_text(ascending[i]) << " and " << to_debug_text(ascending[k]);
            EXPECT_EQ(order(ascending[i], ascending[k]) == 0, i == k);
        }
    }
}

TEST(text, of_floats) {
    const auto shown = [](double f) { return to_text(value::floating(f)); };
    EXPECT_EQ(shown(42.0), "42.0");
    EXPECT_EQ(shown(-0.1), "-0.1");
    EXPECT_EQ(shown(0.0), "0.0");
    EXPECT_EQ(shown(1e13), "10000000000000.0");
    EXPECT_EQ(shown(1.5e13), "1.5e13");
    EXPECT_EQ(shown(1e300), "1e300");
    EXPECT_EQ(shown(-2.5e-14), "-2.5e-14");
    EXPECT_EQ(shown(1e-7), "0.0000001");
    EXPECT_EQ(shown(0.1 + 0.2), "0.30000000000000004");
    EXPECT_EQ(shown(NAN), "NaN");
    EXPECT_EQ(shown(-INFINITY), "-inf");
}

TEST(text, of_times) {
    const auto shown = [](std::int64_t ns) { return to_text(value::duration(ns)); };
    EXPECT_EQ(shown(0), "0s");
    EXPECT_EQ(shown(250'000'000), "250ms");
    EXPECT_EQ(shown(90'000'000'000), "90s");
    EXPECT_EQ(shown(7'200'000'000'000), "2h");
    EXPECT_EQ(shown(-259'200'000'000'000), "-3d");
    EXPECT_EQ(shown(1), "1ns");
    EXPECT_EQ(to_text(value::timestamp(0)), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(to_text(value::timestamp(1'763'646'300'250'000'000)), "2025-11-20T13:45:00.250Z");
    EXPECT_EQ(to_text(value::timestamp(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(text, of_everything_else) {
    heap_account account;
    EXPECT_EQ(to_text(value{}), "");
    EXPECT_EQ(to_debug_text(value{}), "()");
    EXPECT_EQ(to_text(text("a\"b")), "a\"b");
    EXPECT_EQ(to_debug_text(text("a\"b\n\x01")), "\"a\\\"b\\n\\x01\"");
    EXPECT_EQ(to_text(value::character(U'\u2764')), "\u2764");
    EXPECT_EQ(to_debug_text(value::character(U'\'')), "'\\''");
    value m = make_map(&account);
    as<map_object>(m).set(text("b c"), make_array(&account, {integer(1), value{}, text("x")}));
    as<map_object>(m).set(text("a"), make_map(&account));
    EXPECT_EQ(to_text(m), "#{\"a\": #{}, \"b c\": [1, (), \"x\"]}");
    EXPECT_EQ(to_text(make_blob(&account, {0, 1, 2, 3, 4, 5, 6, 7, 255})), "[0001020304050607 ff]");
    EXPECT_EQ(to_text(make_range(&account, 1, 5, true)), "1..=5");
    EXPECT_EQ(to_text(make_range(&account, 1, range_object::open_end, false)), "1..");
    EXPECT_EQ(to_text(make_named_fn(&account, nullptr, text("abc"))), "Fn(abc)");
    EXPECT_EQ(to_text(make_channel(&account, 1)), "<channel>");
}

TEST(text, of_a_value_that_doubles_itself_stops_at_the_limit) {
    heap_account account;
    value v = make_array(&account);
    for (int i = 0; i < 60; ++i) v = make_array(&account, {v, v});
    std::string out;
    EXPECT_FALSE(append_text_of(out, v, 10'000));
    EXPECT_LT(out.size(), 11'000U);
    value w = make_array(&account);
    for (int i = 0; i < 60; ++i) w = make_array(&account, {w, w});
    EXPECT_TRUE(equal(v, w));
}

TEST(deep_copy, shares_what_was_shared_and_pays_elsewhere) {
    heap_account from;
    heap_account to;
    {
        value copy;
        {
            const value s = make_string(&from, "a string on the heap");
            value m = make_map(&from);
            as<map_object>(m).set(make_string(&from, "a key that is on the heap"), s);
            const value both =
                make_array(&from, {m, m, s, make_blob(&from, {1}), make_range(&from, 1, 2, false)});
            auto made = deep_copy(&to, both);
            ASSERT_TRUE(made.has_value());
            copy = std::move(*made);
            EXPECT_TRUE(equal(copy, both));
        }
        EXPECT_EQ(from.used_bytes(), 0U);
        const auto& items = as<array_object>(copy).items;
        EXPECT_TRUE(items[0].identical(items[1]));
        EXPECT_TRUE(
            as<map_object>(items[0]).find("a key that is on the heap")->identical(items[2]));
        EXPECT_EQ(copy.as_object()->account, &to);
    }
    EXPECT_EQ(to.used_bytes(), 0U);
}

TEST(deep_copy, follows_a_cycle_through_a_cell_once) {
    heap_account from;
    heap_account to;
    {
        const value cell = make_cell(&from, {});
        const value f = curry(&from, make_named_fn(&from, nullptr, text("f")), &cell, 1);
        as<cell_object>(cell).content = f;
        auto copy = deep_copy(&to, f);
        ASSERT_TRUE(copy.has_value());
        const value& inner = as<fn_object>(*copy).curried[0];
        EXPECT_TRUE(as<cell_object>(inner).content.identical(*copy));
        to.break_cycles();
    }
    from.break_cycles();
    EXPECT_EQ(from.used_bytes(), 0U);
}

TEST(deep_copy, refuses_what_belongs_to_one_isolate) {
    heap_account from;
    heap_account to;
    value m = make_map(&from);
    as<map_object>(m).set(text("done"), make_array(&from, {integer(1), make_channel(&from, 1)}));
    const auto refused = deep_copy(&to, m);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().message(), "done[1]: a channel cannot be copied to another isolate");
    EXPECT_EQ(to.objects(), 0U);
}

TEST(find_not_storable, names_the_path) {
    heap_account account;
    value m = make_map(&account);
    as<map_object>(m).set(text("conn"), make_array(&account, {make_channel(&account, 1)}));
    EXPECT_EQ(find_not_storable(m), std::nullopt);
    const value cell = make_cell(&account, make_host_handle(&account, "net::conn", nullptr));
    const value f = curry(&account, make_named_fn(&account, nullptr, text("f")), &cell, 1);
    as<map_object>(m).set(text("client"), make_array(&account, {integer(1), f}));
    EXPECT_EQ(find_not_storable(m), "client[1] captured 0: a net::conn");
    EXPECT_EQ(find_not_storable(make_host_handle(&account, "fs::file", nullptr)), "a fs::file");
}

TEST(deep, a_million_levels_are_dropped_compared_copied_and_shown) {
    heap_account account;
    heap_account other;
    constexpr int levels = 1'000'000;
    {
        const auto nest = [&] {
            value v = make_array(&account);
            for (int i = 0; i < levels; ++i) v = make_array(&account, {std::move(v)});
            return v;
        };
        const value a = nest();
        const value b = nest();
        EXPECT_TRUE(equal(a, b));
        EXPECT_TRUE(order(a, b) == 0);
        EXPECT_EQ(to_text(a).size(), 2U * (levels + 1));
        EXPECT_EQ(find_not_storable(a), std::nullopt);
        const auto copy = deep_copy(&other, a);
        ASSERT_TRUE(copy.has_value());
        EXPECT_TRUE(equal(a, *copy));
    }
    EXPECT_EQ(account.objects(), 0U);
    EXPECT_EQ(account.used_bytes(), 0U);
    EXPECT_EQ(other.used_bytes(), 0U);
}

TEST(deep, a_million_levels_of_maps) {
    heap_account account;
    {
        value v = make_map(&account);
        for (int i = 0; i < 1'000'000; ++i) {
            value outer = make_map(&account);
            as<map_object>(outer).set(text("k"), std::move(v));
            v = std::move(outer);
        }
        EXPECT_EQ(to_text(v).size(), 8U * 1'000'000 + 3);
    }
    EXPECT_EQ(account.used_bytes(), 0U);
}

}  // namespace
}  // namespace bounce::script
