// What is read can be written, compactly and indented, and is read back as the same value; a refusal
// does not depend on limits that are not reached.

#include "bounce/data/json.hpp"

#include "property.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace json = bounce::json;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    json::parse_options deep;
    deep.max_depth = 300;
    const auto parsed = json::parse(text, deep);

    json::parse_options shallow;
    shallow.max_depth = 3;
    const auto limited = json::parse(text, shallow);
    fuzz::require(!limited || (parsed && *limited == *parsed), "a limit changes no value");
    if (!parsed) return 0;
    fuzz::require(limited || limited.error() == bounce::errc::limit_exceeded,
                  "a limit refuses only what reaches it");

    const auto compact = json::write(*parsed);
    const auto again = json::parse(compact, deep);
    fuzz::require(again && *again == *parsed, "what is written reads back");
    fuzz::require(json::write(*again) == compact, "what reads back is written the same");
    json::write_options indented;
    indented.indent = 1;
    const auto from_indented = json::parse(json::write(*parsed, indented), deep);
    fuzz::require(from_indented && *from_indented == *parsed, "white space means nothing");

    const json::value copy{*parsed};
    fuzz::require(copy == *parsed, "a copy is equal");
    return 0;
}
