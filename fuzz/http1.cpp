// Where the bytes are cut makes no difference to what a parser reads, and what it accepts can be
// written and is read back as the same.
//
// The first byte of the input chooses the parser and its limits, the second where to cut.

#include "http_transcript.hpp"
#include "property.hpp"

#include "bounce/http/write_message.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace bounce::http;

void expect_same(const request_head& a, const request_head& b) {
    fuzz::require(a == b, "a request head that is written and read is the same");
}

void expect_same(const response_head& a, response_head b) {
    if (a.reason.empty()) b.reason.clear();  // the writer puts a phrase where there was none
    fuzz::require(a == b, "a response head that is written and read is the same");
}

template <class Parser>
void check_first_head(std::string_view input) {
    Parser parser;
    const auto step = parser.parse(bounce::as_bytes(input));
    if (!step || step->event != parse_event::head) return;
    std::string written;
    fuzz::require(write_head(written, parser.head()).has_value(),
                  "a head that is read can be written");
    Parser again;
    const auto second = again.parse(bounce::as_bytes(written));
    fuzz::require(
        second && second->event == parse_event::head && second->consumed == written.size(),
        "a head that is written can be read");
    expect_same(parser.head(), again.head());
}

template <class Parser>
void check(std::string_view input, std::size_t cut, const parse_options& options) {
    http_transcript::recorder<Parser> whole{options};
    whole.feed(input);
    fuzz::require(whole.leftover == 0, "need_more means that everything is consumed");
    const auto transcript = whole.finish();
    fuzz::require(http_transcript::in_two<Parser>(input, cut, options) == transcript,
                  "a cut makes no difference");
    fuzz::require(http_transcript::byte_by_byte<Parser>(input, options) == transcript,
                  "many cuts make no difference");
    check_first_head<Parser>(input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view input{reinterpret_cast<const char*>(data) + 2, size - 2};
    const std::size_t cut = data[1] * input.size() / 255;
    parse_options options;
    if ((data[0] & 2U) != 0) {
        options.max_header_bytes = 60;
        options.max_header_fields = 2;
        options.max_body_bytes = 4;
    }
    if ((data[0] & 1U) != 0)
        check<response_parser>(input, cut, options);
    else
        check<request_parser>(input, cut, options);
    return 0;
}
