#include "http/files/preconditions.hpp"

#include "http/server/date_field.hpp"

#include <gtest/gtest.h>

namespace bounce::http::detail {
namespace {

class preconditions : public testing::Test {
protected:
    preconditions() {
        fs::metadata info;
        info.size_bytes = 0x1234;
        info.modified = seconds{784111777} + nanoseconds{5};
        current = validators{info};
    }

    void expect(std::string_view name, std::string_view value, verdict v) const {
        EXPECT_EQ(check_preconditions(headers{{name, value}}, current), v) << name << ": " << value;
    }

    validators current{fs::metadata{}};
    const std::string before = "Sun, 06 Nov 1994 08:49:36 GMT";
    const std::string exact = "Sun, 06 Nov 1994 08:49:37 GMT";
    const std::string after = "Sun, 06 Nov 1994 08:49:38 GMT";
};

TEST_F(preconditions, none_proceed) {
    EXPECT_EQ(check_preconditions(headers(), current), verdict::proceed);
}

TEST_F(preconditions, the_tag_tells_size_and_time_apart) {
    fs::metadata info;
    info.size_bytes = 0x1234;
    info.modified = seconds{784111777} + nanoseconds{5};
    EXPECT_EQ(validators{info}.etag, current.etag);
    info.modified += nanoseconds{1};
    EXPECT_NE(validators{info}.etag, current.etag);
    info.modified -= nanoseconds{1};
    info.size_bytes += 1;
    EXPECT_NE(validators{info}.etag, current.etag);
    EXPECT_TRUE(current.etag.starts_with('"') && current.etag.ends_with('"'));
}

TEST_F(preconditions, if_none_match) {
    expect("If-None-Match", current.etag, verdict::not_modified);
    expect("If-None-Match", "W/" + current.etag, verdict::not_modified);
    expect("If-None-Match", "*", verdict::not_modified);
    expect("If-None-Match", "\"a,b\" , W/\"c\",\t" + current.etag, verdict::not_modified);
    expect("If-None-Match", "\"other\"", verdict::proceed);
    expect("If-None-Match", current.etag.substr(1), verdict::proceed);
    expect("If-None-Match", "\"," + current.etag + ",\"", verdict::proceed);
    expect("If-None-Match", "", verdict::proceed);
    const headers two{{"If-None-Match", "\"a\""}, {"If-None-Match", current.etag}};
    EXPECT_EQ(check_preconditions(two, current), verdict::not_modified);
}

TEST_F(preconditions, if_modified_since) {
    expect("If-Modified-Since", before, verdict::proceed);
    expect("If-Modified-Since", exact, verdict::not_modified);
    expect("If-Modified-Since", after, verdict::not_modified);
    expect("If-Modified-Since", "yesterday", verdict::proceed);
    const headers both{{"If-Modified-Since", after}, {"If-None-Match", "\"other\""}};
    EXPECT_EQ(check_preconditions(both, current), verdict::proceed);
}

TEST_F(preconditions, if_match_and_if_unmodified_since) {
    expect("If-Match", current.etag, verdict::proceed);
    expect("If-Match", "*", verdict::proceed);
    expect("If-Match", "W/" + current.etag, verdict::failed);
    expect("If-Match", "\"other\"", verdict::failed);
    expect("If-Unmodified-Since", before, verdict::failed);
    expect("If-Unmodified-Since", exact, verdict::proceed);
    expect("If-Unmodified-Since", "nonsense", verdict::proceed);
}

TEST_F(preconditions, if_range) {
    const auto applies = [&](std::string_view value) {
        return range_applies(headers{{"If-Range", value}}, current);
    };
    EXPECT_TRUE(range_applies(headers(), current));
    EXPECT_TRUE(applies(current.etag));
    EXPECT_TRUE(applies(exact));
    EXPECT_FALSE(applies("W/" + current.etag));
    EXPECT_FALSE(applies("\"other\""));
    EXPECT_FALSE(applies(before));
    EXPECT_FALSE(applies(after));
    EXPECT_FALSE(applies("nonsense"));
}

TEST_F(preconditions, dates_are_read_as_they_are_written) {
    for (const std::int64_t second :
         {0LL, 784111777LL, 951782400LL, 4102444799LL, 253402300799LL}) {
        const std::chrono::sys_seconds time{seconds{second}};
        EXPECT_EQ(parse_http_date(http_date(time)), time) << http_date(time);
    }
    EXPECT_EQ(http_date(std::chrono::sys_seconds{seconds{784111777}}), exact);
}

TEST_F(preconditions, dates_that_are_none) {
    for (const char* odd : {"", "Sun, 06 Nov 1994 08:49:37", "Sunday, 06-Nov-94 08:49:37 GMT",
                            "Sun Nov  6 08:49:37 1994", "Sun, 31 Feb 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
                            "Sun, 06 anF 1994 08:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:61 GMT",
                            "Sun, 6  Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMTx"})
        EXPECT_FALSE(parse_http_date(odd).has_value()) << odd;
}

}  // namespace
}  // namespace bounce::http::detail
