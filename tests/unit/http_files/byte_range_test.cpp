#include "http/files/byte_range.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace bounce::http::detail {
namespace {

using kind = byte_range::kind;

void expect(std::string_view field, std::uint64_t file_size, kind what, std::uint64_t offset = 0,
            std::uint64_t size = 0) {
    const byte_range range = byte_range::parse(field, file_size);
    EXPECT_EQ(range.what, what) << field;
    EXPECT_EQ(range.offset, offset) << field;
    EXPECT_EQ(range.size, size) << field;
}

TEST(byte_range, from_here_to_there) {
    expect("bytes=0-0", 10, kind::part, 0, 1);
    expect("bytes=0-9", 10, kind::part, 0, 10);
    expect("bytes=3-5", 10, kind::part, 3, 3);
    expect("BYTES=3-5", 10, kind::part, 3, 3);
    expect("bytes=9-9", 10, kind::part, 9, 1);
}

TEST(byte_range, what_is_behind_the_end_is_cut_off) {
    expect("bytes=3-100", 10, kind::part, 3, 7);
    expect("bytes=3-99999999999999999999999", 10, kind::part, 3, 7);
    expect("bytes=-100", 10, kind::part, 0, 10);
    expect("bytes=-99999999999999999999999", 10, kind::part, 0, 10);
}

TEST(byte_range, open_ends) {
    expect("bytes=3-", 10, kind::part, 3, 7);
    expect("bytes=0-", 10, kind::part, 0, 10);
    expect("bytes=-3", 10, kind::part, 7, 3);
    constexpr auto huge = std::numeric_limits<std::uint64_t>::max();
    expect("bytes=0-", huge, kind::part, 0, huge);
}

TEST(byte_range, that_cannot_be_met) {
    expect("bytes=10-", 10, kind::unsatisfiable);
    expect("bytes=10-12", 10, kind::unsatisfiable);
    expect("bytes=99999999999999999999999-", 10, kind::unsatisfiable);
    expect("bytes=-0", 10, kind::unsatisfiable);
    expect("bytes=0-", 0, kind::unsatisfiable);
    expect("bytes=-1", 0, kind::unsatisfiable);
}

TEST(byte_range, that_is_none_is_ignored) {
    for (const char* odd : {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-3",
                            "bytes= 1-2", "bytes=1-2 ", "bytes=1", "bytes=1-2-3", "bytes=0-1,3-4",
                            "bytes=--1", "bytes=+1-2", "lines=0-5", "bytes 0-5", "bytes=0x1-2"})
        expect(odd, 10, kind::whole);
}

}  // namespace
}  // namespace bounce::http::detail
