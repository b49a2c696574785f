#include "native_test.hpp"

#include <limits>

namespace bounce::script {
namespace {

class indexing_test : public native_test {
protected:
    std::string at(const value& container, const value& index) {
        return shown(get_index(context, container, index));
    }
    std::string set(value container, const value& index, value item) {
        const auto done = set_index(context, container, index, std::move(item));
        if (done) return to_debug_text(container);
        return std::string{error_name(done.error().kind())} + ": " + done.error().message();
    }
    static value n(std::int64_t i) { return value::integer(i); }
    value open(std::int64_t begin) { return range(begin, range_object::open_end); }
};

TEST_F(indexing_test, arrays) {
    const value a = ints({1, 2, 3});
    EXPECT_EQ(at(a, n(1)), "2");
    EXPECT_EQ(at(a, n(-1)), "3");
    EXPECT_EQ(at(a, n(-3)), "1");
    EXPECT_EQ(at(a, n(3)),
              "ErrorIndexOutOfBounds: array index 3 is out of bounds: there are 3 elements");
    EXPECT_EQ(at(array({}), n(0)),
              "ErrorIndexOutOfBounds: array index 0 is out of bounds: there are no elements");
    EXPECT_EQ(at(a, range(1, 3)), "[2, 3]");
    EXPECT_EQ(at(a, text("x")),
              "ErrorIndexingType: a value of type array cannot be indexed by one of type string");
    EXPECT_EQ(set(a, n(-1), text("x")), "[1, 2, \"x\"]");
    EXPECT_EQ(to_debug_text(a), "[1, 2, 3]");
    EXPECT_EQ(set(a, range(0, 2), ints({7})), "[7, 3]");
    EXPECT_EQ(set(a, range(0, 2), n(7)),
              "ErrorMismatchDataType: a slice of an array takes a array, not a value of type i64");
    EXPECT_TRUE(set(a, n(5), n(1)).starts_with("ErrorIndexOutOfBounds"));
}

TEST_F(indexing_test, slices_of_strings) {
    const value y = text("hello");
    EXPECT_EQ(at(y, open(0)), "\"hello\"");
    EXPECT_EQ(at(y, range(1, -1)), "\"ell\"");
    EXPECT_EQ(at(y, range(1, -4)), "\"\"");
    EXPECT_EQ(at(y, range(0, 18)), "\"hello\"");
    EXPECT_EQ(at(y, range(2, -18)), "\"\"");
    EXPECT_EQ(at(y, range(0, 2, true)), "\"hel\"");
    EXPECT_EQ(at(y, range(1, -1, true)), "\"ello\"");
    EXPECT_EQ(at(y, range(-2, 99)), "\"lo\"");
    EXPECT_EQ(set(y, range(1, 3), text("iii")), "\"hiiilo\"");
    EXPECT_EQ(set(y, range(1, 2, true), text("i")), "\"hilo\"");
    EXPECT_EQ(set(y, open(3), letter(U'\u2764')), "\"hel\u2764\"");
    EXPECT_EQ(set(y, open(0), text("x")), "\"x\"");
    EXPECT_TRUE(set(y, open(0), n(1)).starts_with("ErrorMismatchDataType"));
}

TEST_F(indexing_test, characters) {
    const value y = text("h\u00e9llo \u2764 and some more");
    EXPECT_EQ(at(y, n(1)), "'\u00e9'");
    EXPECT_EQ(at(y, n(6)), "'\u2764'");
    EXPECT_EQ(at(y, n(-1)), "'e'");
    EXPECT_EQ(at(text("abc"), n(3)),
              "ErrorIndexOutOfBounds: string index 3 is out of bounds: there are 3 characters");
    EXPECT_EQ(set(text("h\u00e9llo"), n(1), letter(U'e')), "\"hello\"");
    EXPECT_EQ(set(text("hello"), n(-1), letter(U'\u2764')), "\"hell\u2764\"");
    EXPECT_EQ(set(text("hello"), n(0), text("x")),
              "ErrorMismatchDataType: a character of a string takes a char, not a value of type "
              "string");
}

TEST_F(indexing_test, bits) {
    EXPECT_EQ(at(n(10), n(1)), "true");
    EXPECT_EQ(at(n(10), n(-1)), "false");
    EXPECT_EQ(at(n(-1), n(-1)), "true");
    EXPECT_EQ(at(n(10), range(1, 3, true)), "5");
    EXPECT_EQ(at(n(-1), open(0)), "-1");
    EXPECT_EQ(at(n(10), n(64)),
              "ErrorIndexOutOfBounds: bit index 64 is out of bounds: there are 64 bits");
    EXPECT_TRUE(at(n(10), range(-1, 3)).starts_with("ErrorIndexOutOfBounds"));
    EXPECT_TRUE(at(n(10), range(0, 65)).starts_with("ErrorIndexOutOfBounds"));
    EXPECT_EQ(set(n(10), n(0), truth(true)), "11");
    EXPECT_EQ(set(n(10), n(1), truth(false)), "8");
    EXPECT_EQ(set(n(10), range(1, 3, true), n(7)), "14");
    EXPECT_EQ(set(n(0), n(-1), truth(true)), "-9223372036854775808");
    EXPECT_TRUE(set(n(10), n(0), n(1)).starts_with("ErrorMismatchDataType"));
}

TEST_F(indexing_test, maps_and_blobs) {
    const value m = map({{"a", n(1)}});
    EXPECT_EQ(at(m, text("a")), "1");
    EXPECT_EQ(at(m, text("b")), "()");
    EXPECT_EQ(set(m, text("b"), n(2)), "#{\"a\": 1, \"b\": 2}");
    EXPECT_EQ(to_debug_text(m), "#{\"a\": 1}");
    EXPECT_TRUE(at(m, n(0)).starts_with("ErrorIndexingType"));
    const value b = bytes({1, 2, 3});
    EXPECT_EQ(at(b, n(-1)), "3");
    EXPECT_EQ(at(b, range(1, 3)), "[0203]");
    EXPECT_EQ(set(b, n(0), n(511)), "[ff0203]");
    EXPECT_TRUE(set(b, n(0), truth(true)).starts_with("ErrorMismatchDataType"));
    EXPECT_TRUE(at(value{}, n(0)).starts_with("ErrorIndexingType"));
    EXPECT_TRUE(at(truth(true), range(0, 1)).starts_with("ErrorIndexingType"));
}

TEST_F(indexing_test, a_pointer_leads_into_a_container_of_its_own) {
    value a = array({ints({1}), text("x")});
    const value copy = a;
    auto first = index_pointer(context, a, n(0));
    ASSERT_TRUE(first && *first != nullptr);
    auto inner = index_pointer(context, **first, n(0));
    ASSERT_TRUE(inner && *inner != nullptr);
    **inner = n(7);
    EXPECT_EQ(to_debug_text(a), "[[7], \"x\"]");
    EXPECT_EQ(to_debug_text(copy), "[[1], \"x\"]");

    value m = map({});
    auto made = index_pointer(context, m, text("new"));
    ASSERT_TRUE(made && *made != nullptr);
    **made = n(1);
    EXPECT_EQ(to_debug_text(m), "#{\"new\": 1}");
    auto property = property_pointer(context, m, text("other"));
    ASSERT_TRUE(property.has_value());
    EXPECT_TRUE((*property)->is_unit());
}

TEST_F(indexing_test, there_is_no_pointer_to_a_character_a_bit_or_a_slice) {
    value s = text("abc");
    value i = n(5);
    value b = bytes({1});
    value a = ints({1});
    for (auto [container, index] : {std::pair{&s, n(0)}, std::pair{&i, n(0)}, std::pair{&b, n(0)},
                                    std::pair{&a, range(0, 1)}}) {
        auto none = index_pointer(context, *container, index);
        ASSERT_TRUE(none.has_value());
        EXPECT_EQ(*none, nullptr);
    }
    EXPECT_FALSE(index_pointer(context, a, n(1)));
    EXPECT_FALSE(index_pointer(context, a, text("x")));
    value unit;
    EXPECT_FALSE(index_pointer(context, unit, n(0)));
    EXPECT_FALSE(property_pointer(context, i, text("x")));
    EXPECT_EQ(shown(get_property(context, i, "x")),
              "ErrorPropertyNotFound: a value of type i64 has no property x");
}

TEST_F(indexing_test, slices_are_clipped_whatever_their_numbers) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    for (const std::int64_t a :
         {least, least + 1, std::int64_t{-5}, std::int64_t{0}, std::int64_t{3}, most - 1, most}) {
        for (const std::int64_t b :
             {least, std::int64_t{-2}, std::int64_t{0}, std::int64_t{4}, most}) {
            for (const slice part :
                 {slice_of(a, b, false, 5), slice_of(a, b, true, 5), slice_from(a, b, 5)}) {
                EXPECT_LE(part.first, 5U);
                EXPECT_LE(part.first + part.count, 5U);
            }
        }
    }
}

}  // namespace
}  // namespace bounce::script
