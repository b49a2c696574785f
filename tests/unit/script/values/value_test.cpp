#include "bounce/script/value.hpp"

#include "script/values/copy_on_write.hpp"
#include "script/values/fn.hpp"
#include "script/values/host_handle.hpp"
#include "script/values/range.hpp"
#include "script/values/utf8.hpp"

#include "bounce/script/failure.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <string>

namespace bounce::script {
namespace {

TEST(value, inline_kinds_keep_what_they_are_given) {
    EXPECT_TRUE(value{}.is_unit());
    EXPECT_TRUE(value::boolean(true).as_bool());
    EXPECT_FALSE(value::boolean(false).as_bool());
    for (const std::int64_t i : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1},
                                 std::int64_t{0}, std::numeric_limits<std::int64_t>::max()}) {
        EXPECT_EQ(value::integer(i).as_int(), i);
        EXPECT_EQ(value::duration(i).as_duration(), i);
        EXPECT_EQ(value::timestamp(i).as_timestamp(), i);
    }
    EXPECT_EQ(value::floating(-0.5).as_float(), -0.5);
    EXPECT_EQ(value::character(U'\U0001F600').as_char(), U'\U0001F600');
}

TEST(value, short_strings_of_every_length_stay_inside) {
    const std::string all = "0123456789abcd";
    for (std::size_t n = 0; n <= all.size(); ++n) {
        const value v = make_string(nullptr, all.substr(0, n));
        EXPECT_FALSE(v.is_heap());
        EXPECT_TRUE(v.is_string());
        EXPECT_EQ(v.text(), all.substr(0, n));
        EXPECT_TRUE(v.identical(value::short_string(all.substr(0, n))));
    }
}

TEST(value, long_strings_are_objects_that_pay) {
    heap_account account;
    {
        const value v = make_string(&account, "0123456789abcde");
        EXPECT_TRUE(v.is(kind::string));
        EXPECT_EQ(v.text(), "0123456789abcde");
        EXPECT_GE(account.used_bytes(), sizeof(string_object) + 15);
        EXPECT_EQ(account.objects(), 1U);
    }
    EXPECT_EQ(account.used_bytes(), 0U);
    EXPECT_EQ(account.objects(), 0U);
}

TEST(value, copies_share_and_moves_leave_unit) {
    heap_account account;
    value a = make_array(&account);
    EXPECT_EQ(a.as_object()->count, 1U);
    value b = a;
    EXPECT_EQ(a.as_object()->count, 2U);
    value c = std::move(b);
    EXPECT_TRUE(b.is_unit());  // NOLINT(bugprone-use-after-move): that is what is tested
    EXPECT_EQ(a.as_object()->count, 2U);
    value& same = c;
    c = same;
    EXPECT_EQ(a.as_object()->count, 2U);
    c = value::integer(1);
    EXPECT_TRUE(a.as_object()->unique());
}

TEST(value, assigning_a_part_of_itself_is_safe) {
    heap_account account;
    value a = make_array(&account, {make_array(&account, {value::integer(7)})});
    a = as<array_object>(a).items[0];
    EXPECT_EQ(as<array_object>(a).items[0].as_int(), 7);
    EXPECT_EQ(account.objects(), 1U);
}

TEST(value, a_change_of_a_copy_does_not_reach_the_original) {
    heap_account account;
    value a = make_array(&account, {value::integer(1)});
    value b = a;
    make_unique_array(&account, b).push(value::integer(2));
    EXPECT_EQ(as<array_object>(a).items.size(), 1U);
    EXPECT_EQ(as<array_object>(b).items.size(), 2U);

    value blob = make_blob(&account, {1, 2});
    value other = blob;
    make_unique_blob(&account, other).bytes[0] = 9;
    EXPECT_EQ(as<blob_object>(blob).bytes[0], 1);
    EXPECT_EQ(as<blob_object>(other).bytes[0], 9);
}

TEST(value, a_unique_object_is_changed_in_place_and_forgets_its_segment) {
    heap_account account;
    value a = make_array(&account);
    const object* const before = a.as_object();
    a.as_object()->stored = 42;
    EXPECT_EQ(&make_unique_array(&account, a), before);
    EXPECT_EQ(a.as_object()->stored, 0U);
}

TEST(value, appended_text_grows_in_place_only_when_nobody_else_sees_it) {
    heap_account account;
    value s = value::short_string("ab");
    append_text(&account, s, "cd");
    EXPECT_TRUE(s.is_short_string());
    append_text(&account, s, "0123456789");
    EXPECT_EQ(s.text(), "abcd0123456789");
    append_text(&account, s, "\u2764");
    EXPECT_EQ(s.text(), "abcd0123456789\u2764");
    EXPECT_EQ(count_characters(s), 15U);
    EXPECT_FALSE(as<string_object>(s).is_ascii());

    const object* const grown = s.as_object();
    append_text(&account, s, "x");
    EXPECT_EQ(s.as_object(), grown);
    const value kept = s;
    append_text(&account, s, "y");
    EXPECT_EQ(kept.text(), "abcd0123456789\u2764x");
    EXPECT_EQ(s.text(), "abcd0123456789\u2764xy");
    append_text(&account, s, s.text());
    EXPECT_EQ(s.text(), "abcd0123456789\u2764xyabcd0123456789\u2764xy");
}

TEST(value, a_growing_string_is_copied_a_few_times_only) {
    heap_account account;
    value s = make_string(&account, "");
    int moves = 0;
    const object* last = nullptr;
    for (int i = 0; i < 100'000; ++i) {
        append_text(&account, s, "x");
        if (s.is_heap() && s.as_object() != last) {
            ++moves;
            last = s.as_object();
        }
    }
    EXPECT_LT(moves, 40);
    EXPECT_EQ(s.text().size(), 100'000U);
}

TEST(value, currying_makes_a_new_function) {
    heap_account account;
    const value f = make_named_fn(&account, nullptr, value::short_string("foo"));
    const value one = value::integer(1);
    const value g = curry(&account, f, &one, 1);
    const value h = curry(&account, g, &one, 1);
    EXPECT_EQ(as<fn_object>(f).curried.size(), 0U);
    EXPECT_EQ(as<fn_object>(g).curried.size(), 1U);
    EXPECT_EQ(as<fn_object>(h).curried.size(), 2U);
    EXPECT_FALSE(as<fn_object>(h).resolved());
    EXPECT_EQ(as<fn_object>(h).name.text(), "foo");
}

TEST(value, type_names) {
    heap_account account;
    EXPECT_EQ(type_name(value{}), "()");
    EXPECT_EQ(type_name(value::boolean(true)), "bool");
    EXPECT_EQ(type_name(value::integer(1)), "i64");
    EXPECT_EQ(type_name(value::floating(1)), "f64");
    EXPECT_EQ(type_name(value::character(U'x')), "char");
    EXPECT_EQ(type_name(value::duration(1)), "duration");
    EXPECT_EQ(type_name(value::timestamp(1)), "timestamp");
    EXPECT_EQ(type_name(value::short_string("")), "string");
    EXPECT_EQ(type_name(make_string(&account, "a string on the heap")), "string");
    EXPECT_EQ(type_name(make_array(&account)), "array");
    EXPECT_EQ(type_name(make_blob(&account)), "blob");
    EXPECT_EQ(type_name(make_map(&account)), "map");
    EXPECT_EQ(type_name(make_range(&account, 0, 1, false)), "range");
    EXPECT_EQ(type_name(make_range(&account, 0, 1, true)), "range=");
    EXPECT_EQ(type_name(make_named_fn(&account, nullptr, {})), "Fn");
    EXPECT_EQ(type_name(make_host_handle(&account, "net::conn", nullptr)), "net::conn");
}

TEST(value, numbers_of_kinds_are_frozen) {
    EXPECT_EQ(static_cast<int>(kind::short_string), 7);
    EXPECT_EQ(static_cast<int>(kind::string), 16);
    EXPECT_EQ(static_cast<int>(kind::fn), 21);
    EXPECT_EQ(static_cast<int>(kind::host_handle), 27);
}

TEST(failure, every_kind_has_a_name_of_its_own_and_limits_cannot_be_caught) {
    std::set<std::string_view> names;
    for (int i = 1; i <= static_cast<int>(error_kind::out_of_memory); ++i) {
        const auto k = static_cast<error_kind>(i);
        EXPECT_TRUE(names.insert(error_name(k)).second) << i;
        EXPECT_TRUE(error_name(k).starts_with("Error"));
    }
    EXPECT_TRUE(is_catchable(error_kind::arithmetic));
    EXPECT_TRUE(is_catchable(error_kind::cancelled));
    EXPECT_FALSE(is_catchable(error_kind::data_too_large));
    EXPECT_FALSE(is_catchable(error_kind::too_many_operations));
    EXPECT_FALSE(is_catchable(error_kind::out_of_memory));
}

TEST(utf8, what_is_not_utf8_is_refused) {
    for (const std::string_view good : {"", "a", "\u00e9", "\u2764", "\U0001F600", "\U0010FFFF"}) {
        EXPECT_TRUE(is_valid_utf8(good)) << good;
    }
    for (const std::string_view bad :
         {"\x80", "\xc0\x80", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x9d", "a\xff"}) {
        EXPECT_FALSE(is_valid_utf8(bad));
    }
}

TEST(utf8, code_points_there_and_back) {
    for (const char32_t c : {U'a', U'\u007f', U'\u0080', U'\u07ff', U'\u0800', U'\uffff',
                             U'\U00010000', U'\U0010FFFF'}) {
        char room[4];
        const std::size_t n = encode_utf8(c, room);
        EXPECT_EQ(n, utf8_length(c));
        std::size_t at = 0;
        EXPECT_EQ(next_code_point({room, n}, at), c);
        EXPECT_EQ(at, n);
        EXPECT_TRUE(is_valid_utf8({room, n}));
    }
    EXPECT_EQ(count_code_points("a\u00e9\u2764\U0001F600"), 4U);
    EXPECT_EQ(byte_of("a\u00e9\u2764x", 3), 6U);
    EXPECT_EQ(byte_of("ab", 9), 2U);
}

}  // namespace
}  // namespace bounce::script
