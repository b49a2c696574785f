#include "runtime/trace/text_buffer.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace bounce::detail {
namespace {

std::string json(std::string_view text) { return std::string{text_buffer{}.add_json(text).text()}; }
std::string microseconds(std::int64_t ns) {
    return std::string{text_buffer{}.add_microseconds(ns).text()};
}

TEST(trace_text, writes_numbers) {
    text_buffer line;
    line.add("a ").add(std::uint64_t{0}).add(" ").add(std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(line.text(), "a 0 18446744073709551615");
}

TEST(trace_text, writes_nanoseconds_as_microseconds_without_losing_any) {
    EXPECT_EQ(microseconds(0), "0.000");
    EXPECT_EQ(microseconds(7), "0.007");
    EXPECT_EQ(microseconds(1'234'567), "1234.567");
    EXPECT_EQ(microseconds(-1'050), "-1.050");
    EXPECT_EQ(microseconds(std::numeric_limits<std::int64_t>::min()), "-9223372036854775.808");
}

TEST(trace_text, escapes_what_json_does_not_take) {
    EXPECT_EQ(json("file read"), "\"file read\"");
    EXPECT_EQ(json("a\"b\\c"), "\"a\\\"b\\\\c\"");
    EXPECT_EQ(json(std::string_view{"\n\x1f\0", 3}), "\"\\u000a\\u001f\\u0000\"");
}

TEST(trace_text, keeps_good_utf8_and_replaces_bad) {
    EXPECT_EQ(json("für 水 😀"), "\"für 水 😀\"");
    EXPECT_EQ(json("\xff\xc3"), "\"??\"");            // no lead byte; a sequence cut short
    EXPECT_EQ(json("\xc0\xaf"), "\"??\"");            // overlong
    EXPECT_EQ(json("\xe0\x80\x80"), "\"???\"");       // overlong
    EXPECT_EQ(json("\xed\xa0\x80"), "\"???\"");       // a surrogate
    EXPECT_EQ(json("\xf4\x90\x80\x80"), "\"????\"");  // beyond the last code point
    EXPECT_EQ(json("\xf0\x9f\x98x"), "\"???x\"");
}

TEST(trace_text, cuts_long_names_and_never_in_the_middle_of_an_escape) {
    const std::string quotes(1000, '"');
    const std::string written = json(quotes);
    EXPECT_EQ(written.size(), 2 + 2 * text_buffer::name_bytes);
    EXPECT_EQ(written.back(), '"');
    const std::string cut = json(std::string(text_buffer::name_bytes - 1, 'x') + "ü");
    EXPECT_EQ(cut.substr(cut.size() - 3), "x?\"");
    text_buffer line;
    EXPECT_EQ(line.add_name(quotes).text().size(), text_buffer::name_bytes);
}

TEST(trace_text, has_room_for_three_names_of_the_worst_kind) {
    const std::string worst(1000, '\x01');
    text_buffer line;
    line.add_json(worst).add_json(worst).add_json(worst).add("end");
    EXPECT_EQ(line.text().substr(line.text().size() - 3), "end");
}

TEST(trace_text, cuts_off_what_does_not_fit_at_all) {
    text_buffer line;
    line.add(std::string(100'000, 'x')).add("y").add(std::uint64_t{1});
    EXPECT_EQ(line.text().back(), 'x');
}

}  // namespace
}  // namespace bounce::detail
