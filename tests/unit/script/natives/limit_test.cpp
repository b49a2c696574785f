#include "native_test.hpp"

namespace bounce::script {
namespace {

constexpr auto endless = std::int64_t{1} << 60;

/// Small limits, so that a test of what is refused needs no room itself.
class limit_test : public ::testing::Test {
protected:
    limit_test() { add_standard_library(table); }

    std::string call(std::string_view name, std::vector<value> args) {
        return native_test_text(table.call(context, name, args));
    }
    static std::string native_test_text(const fallible<value>& result) {
        if (result) return to_debug_text(*result);
        return std::string{error_name(result.error().kind())} + ": " + result.error().message();
    }
    static value n(std::int64_t i) { return value::integer(i); }

    heap_account heap{1'000'000};
    native_context context{heap,
                           {.string_bytes = 100,
                            .blob_bytes = 100,
                            .array_items = 10,
                            .map_keys = 10,
                            .json_depth = 5}};
    native_table table;
};

TEST_F(limit_test, what_would_be_too_large_is_refused_before_it_is_made) {
    const std::string too_large = "ErrorDataTooLarge";
    const value s = value::short_string("x");
    const value a = make_array(&heap, std::vector<value>(6));
    const value b = make_blob(&heap, std::vector<std::uint8_t>(60));
    for (const std::int64_t size : {std::int64_t{101}, endless}) {
        EXPECT_TRUE(call("pad", {s, n(size), s}).starts_with(too_large));
        EXPECT_TRUE(call("pad", {a, n(size), s}).starts_with(too_large));
        EXPECT_TRUE(call("pad", {b, n(size), n(0)}).starts_with(too_large));
        EXPECT_TRUE(call("blob", {n(size)}).starts_with(too_large));
    }
    EXPECT_TRUE(call("append", {a, a}).starts_with(too_large));
    EXPECT_TRUE(call("append", {b, b}).starts_with(too_large));
    EXPECT_TRUE(call("splice", {a, n(0), n(0), a}).starts_with(too_large));
    EXPECT_TRUE(call("splice", {b, n(0), n(0), b}).starts_with(too_large));
    EXPECT_TRUE(call("to_array", {b}).starts_with(too_large));
    const value text = make_string(&heap, std::string(60, 'x'));
    EXPECT_TRUE(call("append", {text, text}).starts_with(too_large));
    EXPECT_TRUE(call("replace", {text, s, value::short_string("yyy")}).starts_with(too_large));
    EXPECT_TRUE(call("split", {text, value::short_string("")}).starts_with(too_large));
    EXPECT_TRUE(call("to_chars", {text}).starts_with(too_large));
    EXPECT_TRUE(call("to_string", {make_array(&heap, {text, text})}).starts_with(too_large));
    EXPECT_TRUE(call("to_json", {make_array(&heap, {text, text})}).starts_with(too_large));
    EXPECT_TRUE(call("join", {make_array(&heap, {text, text}), s}).starts_with(too_large));
    EXPECT_EQ(call("blob", {n(101)}),
              "ErrorDataTooLarge: a blob of 101, where at most 100 are allowed");
}

TEST_F(limit_test, an_array_and_a_map_grow_one_by_one_up_to_the_limit) {
    std::vector<value> a{make_array(&heap), n(1)};
    std::vector<value> m{make_map(&heap), value{}, n(1)};
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(table.call(context, "push", a));
        m[1] = make_string(&heap, std::to_string(i));
        ASSERT_TRUE(table.call(context, "set", m));
    }
    EXPECT_TRUE(call("push", a).starts_with("ErrorDataTooLarge"));
    EXPECT_TRUE(call("insert", {a[0], n(0), n(1)}).starts_with("ErrorDataTooLarge"));
    m[1] = value::short_string("new");
    EXPECT_TRUE(call("set", m).starts_with("ErrorDataTooLarge"));
    EXPECT_FALSE(set_index(context, m[0], m[1], n(1)));
    EXPECT_FALSE(binary_assign(context, binary_operator::add, a[0], n(1)));
    EXPECT_EQ(as<array_object>(a[0]).items.size(), 10U);
    EXPECT_EQ(as<map_object>(m[0]).size(), 10U);
}

TEST_F(limit_test, strings_do_not_grow_past_the_limit_in_any_way) {
    value s = make_string(&heap, std::string(99, 'x'));
    EXPECT_TRUE(binary_assign(context, binary_operator::add, s, value::character(U'y')));
    EXPECT_FALSE(binary_assign(context, binary_operator::add, s, value::character(U'y')));
    EXPECT_FALSE(binary(context, binary_operator::add, value::character(U'y'), s));
    EXPECT_FALSE(set_index(context, s, n(0), value::character(U'\u2764')));
    EXPECT_EQ(s.text().size(), 100U);
}

TEST_F(limit_test, the_heap_limit_counts_too) {
    heap_account small{10'000};
    native_context tight{small, {}};
    std::vector<value> args{n(5'000'000)};
    const auto refused = table.call(tight, "blob", args);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), error_kind::out_of_memory);
    EXPECT_EQ(small.used_bytes(), 0U);
}

TEST_F(limit_test, a_text_without_end_is_given_up) {
    value v = make_array(&heap);
    for (int i = 0; i < 60; ++i) v = make_array(&heap, {v, v});
    EXPECT_TRUE(call("to_string", {v}).starts_with("ErrorDataTooLarge"));
    EXPECT_TRUE(call("to_debug", {v}).starts_with("ErrorDataTooLarge"));
    EXPECT_TRUE(call("to_json", {v}).starts_with("ErrorDataTooLarge"));
    EXPECT_FALSE(binary(context, binary_operator::add, value::short_string("x"), v));
}

TEST_F(limit_test, work_is_charged_in_proportion) {
    native_context roomy{heap, {}};
    const auto fuel_of = [&](std::string_view name, std::vector<value> args) {
        (void)roomy.take_fuel();
        EXPECT_TRUE(table.call(roomy, name, args)) << name;
        return roomy.take_fuel();
    };
    const auto zeros = [&](std::size_t count) {
        return make_array(&heap, std::vector<value>(count, n(0)));
    };
    for (const char* const name : {"sort", "reverse", "dedup", "order"}) {
        EXPECT_GE(fuel_of(name, {zeros(16'000)}), 1'000U) << name;
        EXPECT_LE(fuel_of(name, {zeros(4)}), 2U) << name;
    }
    EXPECT_GE(fuel_of("contains", {zeros(16'000), n(1)}), 1'000U);
    EXPECT_GE(fuel_of("blob", {n(16'000)}), 1'000U);
    EXPECT_GE(fuel_of("to_string", {zeros(16'000)}), 1'000U);
    EXPECT_GE(fuel_of("pad", {value::short_string("x"), n(16'000), value::character(U'x')}),
              1'000U);
    EXPECT_GE(fuel_of("shift", {zeros(16'000)}), 999U);
}

TEST_F(limit_test, comparing_and_copying_are_work_too) {
    native_context roomy{heap, {}};
    const auto zeros = [&](std::size_t count) {
        return make_array(&heap, std::vector<value>(count, n(0)));
    };
    const value nested = make_array(&heap, {zeros(16'000)});
    const value other = make_array(&heap, {zeros(16'000)});
    EXPECT_TRUE(binary(roomy, binary_operator::equal, nested, other));
    EXPECT_GE(roomy.take_fuel(), 1'000U);
    const value in = make_array(&heap, {other});
    EXPECT_TRUE(binary(roomy, binary_operator::contains, nested, in));
    EXPECT_GE(roomy.take_fuel(), 1'000U);

    value mine = zeros(16'000);
    {
        const value theirs = mine;
        EXPECT_TRUE(set_index(roomy, mine, n(0), n(1)));
    }
    EXPECT_GE(roomy.take_fuel(), 1'000U);
    EXPECT_TRUE(set_index(roomy, mine, n(0), n(2)));
    EXPECT_EQ(roomy.take_fuel(), 0U);
}

TEST_F(limit_test, small_work_adds_up) {
    for (int i = 0; i < 15; ++i) context.charge(1);
    EXPECT_EQ(context.take_fuel(), 0U);
    context.charge(1);
    EXPECT_EQ(context.take_fuel(), 1U);
    EXPECT_EQ(context.take_fuel(), 0U);
}

}  // namespace
}  // namespace bounce::script
