// A URL that is read, written and read is the same and holds no dot segments; references resolve to
// such URLs; the encodings undo themselves.

#include "bounce/data/url.hpp"

#include "property.hpp"

#include "bounce/data/base64.hpp"
#include "bounce/data/percent.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using bounce::url;

void check(const url& u) {
    const auto again = url::parse(u.text());
    fuzz::require(again && *again == u, "a URL that is written reads back");
    fuzz::require(again->text() == u.text(), "what reads back is written the same");
    fuzz::require(std::ranges::all_of(u.text(), [](char c) { return c > ' ' && c < '\x7f'; }),
                  "a URL is visible ASCII");
}

void check_path(const url& u) {
    const auto segments = u.segments();
    fuzz::require(segments.has_value(), "segments can be decoded");
    if (!u.path().starts_with('/')) return;
    fuzz::require(
        std::ranges::none_of(*segments, [](const auto& s) { return s == "." || s == ".."; }),
        "no dot segment is left");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    static const url base = url::parse("http://host:81/a/b/c?d").value();
    if (const auto u = url::parse(text)) {
        check(*u);
        check_path(*u);
    }
    if (const auto u = base.resolve(text)) {
        check(*u);
        check_path(*u);
    }
    if (const auto u = url::parse_target(text)) {
        check_path(*u);
        const auto again = url::parse_target(u->scheme().empty() ? u->target() : u->text());
        fuzz::require(again && *again == *u, "a target that is written reads back");
        const auto parameters = u->parameters();
        const auto query = url::parse_target("/?" + bounce::encode_query(parameters));
        fuzz::require(query && query->parameters() == parameters, "parameters read back");
    }
    fuzz::require(bounce::percent_decode(bounce::percent_encode(text)).value() == text,
                  "percent-encoding undoes itself");
    if (const auto decoded = bounce::base64::decode(text))
        fuzz::require(bounce::base64::encode(*decoded) == text, "Base64 is read strictly");
    const auto bytes = bounce::as_bytes(text);
    fuzz::require(std::ranges::equal(
                      bounce::base64::decode_url(bounce::base64::encode_url(bytes)).value(), bytes),
                  "Base64 undoes itself");
    return 0;
}
