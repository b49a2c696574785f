// Whatever Rhai reads is read, except what this language leaves out on purpose.

#include "syntax_test.hpp"

#include "bounce/data/json.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

namespace json = bounce::json;

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(conformance, sources_are_read) {
    const std::filesystem::path file =
        std::filesystem::path{BOUNCE_SOURCE_DIR} / "../shared/conformance/rhai/cases.json";
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "skipped: absent";

    // Errors that a source may have: it is expected to fail, or uses what is left out.
    const std::vector<std::string> left_out{"`eval` is a reserved word",
                                            "`f!(...)`, a call in the scope of its caller"};
    const auto cases = json::parse(text_of(file)).value();
    std::size_t read = 0;
    for (const json::value& c : *cases.as_array().value()) {
        const json::object& one = *c.as_object().value();
        const std::string id{one.find("id")->as_string().value()};
        const std::string source{one.find("source")->as_string().value()};
        const std::string why = syntax_test::complaints(source);
        ++read;
        if (why.empty()) continue;
        const bool excused = std::ranges::any_of(left_out, [&](const std::string& reason) {
            return why.find(reason) != std::string::npos;
        });
        if (excused) continue;
        EXPECT_EQ(one.find("kind")->as_string().value(), "error") << id << "\n"
                                                                  << source << "\n"
                                                                  << why;
    }
    EXPECT_GT(read, 0U);
}

}  // namespace
