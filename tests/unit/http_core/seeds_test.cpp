// A short, fixed walk of the fuzzers' property over the seeds: each seed with each byte replaced,
// removed or doubled, whole and cut in two.

#include "seeds.hpp"

#include "http_transcript.hpp"

#include <gtest/gtest.h>

#include <array>

namespace {

using namespace bounce::http;

template <class Parser>
void walk(const std::vector<std::string>& seeds) {
    constexpr std::array replacements{'\r', '\n', '\0', ' ', ':', '0', 'f', ';', ',', '\x80'};
    std::size_t round = 0;
    const auto check = [&](const std::string& input) {
        const auto whole = http_transcript::in_two<Parser>(input, input.size());
        const auto cut = ++round * 7919 % (input.size() + 1);
        ASSERT_EQ(http_transcript::in_two<Parser>(input, cut), whole) << "cut at " << cut << " of\n"
                                                                      << input;
    };
    for (const auto& seed : seeds) {
        for (std::size_t at = 0; at < seed.size(); ++at) {
            for (const char c : replacements) {
                auto changed = seed;
                changed[at] = c;
                check(changed);
            }
            auto shorter = seed;
            check(shorter.erase(at, 1));
            auto longer = seed;
            check(longer.insert(at, 1, seed[at]));
        }
    }
}

TEST(seeds, requests) { walk<request_parser>(http_seeds::requests()); }
TEST(seeds, responses) { walk<response_parser>(http_seeds::responses()); }

}  // namespace
