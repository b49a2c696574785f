#include "bounce/data/json/value.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace {

namespace json = bounce::json;
using bounce::errc;

// [[[...]]] or {"a":{"a":...}}, built from the inside without recursion.
json::value nested_arrays(std::size_t depth) {
    json::value v;
    for (std::size_t i = 0; i < depth; ++i) {
        json::array outer;
        outer.push_back(std::move(v));
        v = json::value{std::move(outer)};
    }
    return v;
}

json::value nested_objects(std::size_t depth, bool leaves) {
    json::value v;
    for (std::size_t i = 0; i < depth; ++i) {
        json::object outer;
        if (leaves) outer.set("first", "leaf");
        outer.set("a", std::move(v));
        if (leaves) outer.set("last", json::array{1, json::array{2, 3}});
        v = json::value{std::move(outer)};
    }
    return v;
}

TEST(json_value, knows_its_kind) {
    EXPECT_EQ(json::value{}.kind(), json::kind::null);
    EXPECT_EQ(json::value{nullptr}.kind(), json::kind::null);
    EXPECT_EQ(json::value{true}.kind(), json::kind::boolean);
    EXPECT_EQ(json::value{7}.kind(), json::kind::integer);
    EXPECT_EQ(json::value{7U}.kind(), json::kind::integer);
    EXPECT_EQ(json::value{std::numeric_limits<std::uint64_t>::max()}.kind(),
              json::kind::unsigned_integer);
    EXPECT_EQ(json::value{0.5}.kind(), json::kind::real);
    EXPECT_EQ(json::value{"text"}.kind(), json::kind::string);
    EXPECT_EQ(json::value{json::array{}}.kind(), json::kind::array);
    EXPECT_EQ(json::value{json::object{}}.kind(), json::kind::object);
    EXPECT_EQ(json::name_of(json::kind::unsigned_integer), "number");
}

TEST(json_value, reads_whole_numbers_of_every_kind) {
    EXPECT_EQ(json::value{5.0}.as_int64().value(), 5);
    EXPECT_EQ(json::value{5}.as_uint64().value(), 5U);
    EXPECT_EQ(json::value{5}.as_double().value(), 5.0);
    EXPECT_EQ(json::value{-9223372036854775808.0}.as_int64().value(),
              std::numeric_limits<std::int64_t>::min());
    EXPECT_FALSE(json::value{9223372036854775808.0}.as_int64());
    EXPECT_EQ(json::value{9223372036854775808.0}.as_uint64().value(), std::uint64_t{1} << 63U);
    EXPECT_FALSE(json::value{18446744073709551616.0}.as_uint64());
    EXPECT_FALSE(json::value{-1}.as_uint64());
    EXPECT_FALSE(json::value{5.5}.as_int64());
    EXPECT_FALSE(json::value{std::numeric_limits<double>::quiet_NaN()}.as_int64());
    EXPECT_FALSE(json::value{std::numeric_limits<std::uint64_t>::max()}.as_int64());
}

TEST(json_value, a_wrong_type_says_what_was_found) {
    const auto wrong = json::value{7}.as_string();
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error(), errc::type_mismatch);
    EXPECT_EQ(wrong.error().message(), "expected string, found number: wrong type");
}

TEST(json_value, follows_paths_and_names_them_in_errors) {
    const json::value doc{json::object{
        {"steps", json::array{json::object{{"name", 7}}, "other"}},
    }};
    EXPECT_EQ(doc.get<std::int64_t>("steps", 0, "name").value(), 7);
    EXPECT_EQ(doc.get<std::string>("steps", 1).value(), "other");
    EXPECT_EQ(doc.at().value(), &doc);

    const auto message = [](const auto& r) { return r ? "none" : r.error().message(); };
    EXPECT_EQ(message(doc.get<std::string_view>("steps", 0, "name")),
              "member \"steps[0].name\": expected string, found number: wrong type");
    EXPECT_EQ(message(doc.get<bool>("steps", 2)), "member \"steps[2]\": not found");
    EXPECT_EQ(message(doc.get<bool>("absent", 2)), "member \"absent\": not found");
    EXPECT_EQ(message(doc.get<bool>("steps", 1, "x")),
              "member \"steps[1]\": expected object, found string: wrong type");
    EXPECT_EQ(message(doc.get<bool>(0)), "expected array, found object: wrong type");
    EXPECT_EQ(doc.get<bool>("absent").error(), errc::not_found);
}

TEST(json_value, numbers_are_equal_when_they_are_the_same_number) {
    EXPECT_EQ(json::value{1}, json::value{1.0});
    EXPECT_EQ(json::value{std::uint64_t{1} << 63U}, json::value{9223372036854775808.0});
    EXPECT_NE(json::value{1}, json::value{1.5});
    // 2^53 + 1 is no double: rounding would make these two equal.
    EXPECT_NE(json::value{9007199254740993}, json::value{9007199254740992.0});
    EXPECT_NE(json::value{1}, json::value{true});
    EXPECT_NE(json::value{0}, json::value{nullptr});
    EXPECT_NE(json::value{"a"}, json::value{"b"});
}

TEST(json_value, containers_compare_by_content) {
    EXPECT_EQ((json::object{{"a", 1}, {"b", 2}}), (json::object{{"b", 2}, {"a", 1}}));
    EXPECT_NE((json::object{{"a", 1}}), (json::object{{"b", 1}}));
    EXPECT_NE((json::object{{"a", 1}}), (json::object{{"a", 1}, {"b", 1}}));
    EXPECT_NE((json::value{json::array{1, 2}}), (json::value{json::array{2, 1}}));
    EXPECT_NE((json::value{json::array{1}}), (json::value{json::array{1, 1}}));
}

TEST(json_value, a_part_may_be_assigned_to_its_whole) {
    json::value v{json::array{json::array{1, 2}, 3}};
    v = std::move(v.if_array()->front());
    EXPECT_EQ(v, (json::value{json::array{1, 2}}));
    json::value w{json::object{{"a", json::array{"text"}}}};
    const json::value& part = *w.find("a");
    w = part;
    EXPECT_EQ(w, json::value{json::array{"text"}});
    auto& same = w;
    w = same;
    EXPECT_EQ(w, json::value{json::array{"text"}});
}

TEST(json_value, copies_are_independent) {
    const json::value original{json::object{{"a", json::array{1, json::object{{"b", "c"}}}}}};
    json::value copy{original};
    EXPECT_EQ(copy, original);
    copy.if_object()->find("a")->if_array()->push_back(2);
    EXPECT_NE(copy, original);
    json::object object_copy{*original.if_object()};
    EXPECT_EQ(object_copy, *original.if_object());
    object_copy.set("z", 1);
    EXPECT_EQ(original.if_object()->size(), 1U);
}

TEST(json_value, depth_costs_no_stack) {
    {
        const auto deepest = nested_arrays(1'000'000);
    }
    constexpr std::size_t depth = 200'000;
    for (const bool objects : {false, true}) {
        const auto v = objects ? nested_objects(depth, false) : nested_arrays(depth);
        json::value copy{v};
        EXPECT_EQ(copy, v);
        copy = json::value{1};
    }
    const auto bushy = nested_objects(depth / 4, true);
    const auto copy = bushy;
    EXPECT_EQ(copy, bushy);
}

TEST(json_value, destroys_wide_and_bushy_trees_whole) {
    // What is freed twice or not at all shows under the address sanitizer.
    json::array wide;
    for (int i = 0; i < 1000; ++i) {
        json::array inner;
        for (int k = 0; k < i % 7; ++k) inner.push_back(json::array{k, json::object{{"k", "v"}}});
        wide.push_back(std::move(inner));
        wide.push_back(json::object{});
    }
    json::value v{std::move(wide)};
    v = nullptr;
    EXPECT_TRUE(v.is_null());
}

TEST(json_object, keeps_the_order_of_first_setting) {
    json::object o;
    o.set("z", 1);
    o.set("a", 2);
    o.set("m", 3);
    o.set("z", 4);
    std::vector<std::string> names;
    for (const auto& m : o) names.push_back(m.name);
    EXPECT_THAT(names, testing::ElementsAre("z", "a", "m"));
    EXPECT_EQ(*o.find("z"), json::value{4});
    EXPECT_EQ(o.find("q"), nullptr);
}

TEST(json_object, of_equal_names_the_last_value_counts_at_the_first_place) {
    const json::object o{{"a", 1}, {"b", 2}, {"a", 3}, {"c", 4}, {"a", 5}};
    ASSERT_EQ(o.size(), 3U);
    EXPECT_EQ(o.begin()->name, "a");
    EXPECT_EQ(*o.find("a"), json::value{5});
}

TEST(json_object, large_objects_find_add_and_erase) {
    for (const std::size_t size : {15U, 16U, 17U, 1000U}) {
        json::object o;
        for (std::size_t i = 0; i < size; ++i) o.set(std::to_string(i * 7919 % size), i);
        EXPECT_EQ(o.size(), size);
        for (std::size_t i = 0; i < size; ++i)
            EXPECT_EQ(*o.find(std::to_string(i * 7919 % size)), json::value{i});
        for (std::size_t i = 0; i < size; i += 2) EXPECT_TRUE(o.erase(std::to_string(i)));
        EXPECT_FALSE(o.erase("0"));
        for (std::size_t i = 0; i < size; ++i)
            EXPECT_EQ(o.contains(std::to_string(i)), i % 2 == 1) << i << " of " << size;
        o["new"] = 1;
        EXPECT_TRUE(o.contains("new"));
        const json::object copy{o};
        EXPECT_EQ(copy, o);
        o.clear();
        EXPECT_TRUE(o.empty());
        EXPECT_FALSE(o.contains("new"));
        EXPECT_TRUE(copy.contains("new"));
    }
}

}  // namespace
