#include "script/code/wire.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace bounce::script {
namespace {

bytes of(std::initializer_list<int> all) {
    bytes b;
    for (const int one : all) b.push_back(static_cast<std::byte>(one));
    return b;
}

TEST(wire, numbers_of_every_size_come_back) {
    std::vector<std::uint64_t> numbers{0};
    for (unsigned bit = 0; bit < 64; ++bit)
        for (const std::uint64_t around : {std::uint64_t{0}, ~std::uint64_t{0}})
            numbers.push_back((std::uint64_t{1} << bit) + around);
    numbers.push_back(~std::uint64_t{0});
    wire_writer out;
    for (const std::uint64_t n : numbers) {
        out.number(n);
        out.signed_number(static_cast<std::int64_t>(n));
        out.word(static_cast<std::uint32_t>(n));
    }
    wire_reader in{out.written()};
    for (const std::uint64_t n : numbers) {
        EXPECT_EQ(in.number(), n);
        EXPECT_EQ(in.signed_number(), static_cast<std::int64_t>(n));
        EXPECT_EQ(in.word(), static_cast<std::uint32_t>(n));
    }
    EXPECT_TRUE(in.ok());
    EXPECT_EQ(in.left(), 0U);
}

TEST(wire, floats_keep_their_bits) {
    wire_writer out;
    const double odd = -std::numeric_limits<double>::denorm_min();
    out.floating(odd);
    out.floating(std::numeric_limits<double>::quiet_NaN());
    wire_reader in{out.written()};
    EXPECT_EQ(in.floating(), odd);
    EXPECT_TRUE(std::isnan(in.floating()));
}

TEST(wire, the_bytes_are_these) {
    wire_writer out;
    out.number(300);
    out.signed_number(-1);
    out.word(0x01020304);
    out.text("é");
    EXPECT_EQ(out.take(), of({0xac, 0x02, 0x01, 4, 3, 2, 1, 2, 0xc3, 0xa9}));
}

TEST(wire, a_number_written_too_long_is_refused) {
    for (const bytes& b :
         {of({0x80, 0x00}), of({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02}),
          of({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x81, 0x00})}) {
        wire_reader in{b};
        EXPECT_EQ(in.number(), 0U);
        EXPECT_EQ(in.problem(), "a number is not written in the shortest way");
    }
}

TEST(wire, the_first_failure_stays_and_later_reads_give_nothing) {
    const bytes b = of({5, 'a', 'b'});
    wire_reader in{b};
    EXPECT_EQ(in.text(), "");
    EXPECT_EQ(in.problem(), "the number of bytes of a text is greater than what follows");
    EXPECT_EQ(in.byte(), 0);
    EXPECT_EQ(in.word(), 0U);
    EXPECT_TRUE(in.raw(1).empty());
    EXPECT_EQ(in.problem(), "the number of bytes of a text is greater than what follows");
}

TEST(wire, a_count_must_fit_into_what_follows) {
    const bytes b = of({2, 0, 0, 0, 0, 0, 0, 0});
    wire_reader enough{b};
    EXPECT_EQ(enough.count(3, "things"), 2U);
    wire_reader too_many{b};
    EXPECT_EQ(too_many.count(4, "things"), 0U);
    EXPECT_EQ(too_many.problem(), "the number of things is greater than what follows");
}

TEST(wire, texts_are_utf8_and_truth_is_0_or_1) {
    const bytes broken = of({1, 0xc3});
    wire_reader text{broken};
    EXPECT_EQ(text.text(), "");
    EXPECT_EQ(text.problem(), "a text is not UTF-8");
    const bytes two = of({2});
    wire_reader truth{two};
    EXPECT_FALSE(truth.boolean() && truth.ok());
    EXPECT_EQ(truth.problem(), "a truth value is neither 0 nor 1");
}

}  // namespace
}  // namespace bounce::script
