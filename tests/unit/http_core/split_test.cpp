// Where the bytes are cut makes no difference to what is read.

#include "http_transcript.hpp"
#include "seeds.hpp"

#include <gtest/gtest.h>

namespace {

using namespace bounce::http;

template <class Parser>
void expect_no_difference(const std::string& input, const parse_options& options = {}) {
    const auto whole = http_transcript::in_two<Parser>(input, input.size(), options);
    for (std::size_t at = 0; at < input.size(); ++at)
        ASSERT_EQ(http_transcript::in_two<Parser>(input, at, options), whole)
            << "cut at " << at << " of\n"
            << input;
    ASSERT_EQ(http_transcript::byte_by_byte<Parser>(input, options), whole) << input;
}

TEST(split, requests) {
    for (const auto& input : seeds::http_requests()) expect_no_difference<request_parser>(input);
}

TEST(split, responses) {
    for (const auto& input : seeds::http_responses()) expect_no_difference<response_parser>(input);
}

TEST(split, refusals_at_limits) {
    parse_options tight;
    tight.max_header_bytes = 60;
    tight.max_header_fields = 2;
    tight.max_body_bytes = 4;
    for (const auto& input : seeds::http_requests())
        expect_no_difference<request_parser>(input, tight);
    for (const auto& input : seeds::http_responses())
        expect_no_difference<response_parser>(input, tight);
}

TEST(split, three_portions) {
    const auto input = seeds::http_requests()[3];
    const auto whole = http_transcript::in_two<request_parser>(input, input.size());
    for (std::size_t a = 0; a < input.size(); ++a) {
        for (std::size_t b = a; b < input.size(); b += 3) {
            http_transcript::recorder<request_parser> r;
            r.feed(input.substr(0, a));
            r.feed(input.substr(a, b - a));
            r.feed(input.substr(b));
            ASSERT_EQ(r.finish(), whole) << a << ", " << b;
        }
    }
}

}  // namespace
