#include "http/core/head_check.hpp"

#include "http/core/characters.hpp"

#include "bounce/http/method.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace bounce::http::core {

namespace {

using failure = std::unexpected<refusal>;

failure refuse(std::string_view why) { return failure{refusal{why}}; }
failure refuse_as(status answer, errc code, std::string_view why) {
    return failure{refusal{why, answer, code}};
}

std::string_view take_line(std::string_view& text) noexcept {
    const auto end = text.find("\r\n");
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 2);
    return line;
}

// What the fields that decide about framing and routing say together.
struct field_facts {
    std::optional<std::string_view> content_length;
    std::optional<std::string_view> transfer_encoding;
    std::optional<std::string_view> host;
};

std::expected<void, refusal> note(std::optional<std::string_view>& place, std::string_view value,
                                  std::string_view why_not_twice) {
    if (place) return refuse(why_not_twice);
    place = value;
    return {};
}

std::expected<void, refusal> check_field(std::string_view line, field_facts& facts) {
    if (is_blank(line.front())) return refuse("obsolete line folding");
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return refuse("a header line without a colon");
    const auto name = line.substr(0, colon);
    if (name.empty()) return refuse("a header field without a name");
    if (is_blank(name.back())) return refuse("white space before the colon of a header field");
    if (!is_token(name)) return refuse("a character that no header name may contain");
    const auto value = trimmed(line.substr(colon + 1));
    if (iequals(name, "Content-Length"))
        return note(facts.content_length, value, "more than one Content-Length");
    if (iequals(name, "Transfer-Encoding"))
        return note(facts.transfer_encoding, value, "more than one Transfer-Encoding");
    if (iequals(name, "Host")) return note(facts.host, value, "more than one Host");
    return {};
}

std::expected<field_facts, refusal> check_fields(std::string_view fields, std::size_t max_fields) {
    field_facts facts;
    std::size_t count = 0;
    for (auto line = take_line(fields); !line.empty(); line = take_line(fields)) {
        if (++count > max_fields)
            return refuse_as(status::request_header_fields_too_large, errc::limit_exceeded,
                             "too many header fields");
        if (auto good = check_field(line, facts); !good) return failure{good.error()};
    }
    return facts;
}

// Digits only: a sign, a list, a fraction or a number beyond 64 bits is no length.
std::optional<std::uint64_t> read_length(std::string_view text) noexcept {
    if (text.empty() || !std::ranges::all_of(text, is_digit)) return std::nullopt;
    std::uint64_t length = 0;
    const auto done = std::from_chars(text.data(), text.data() + text.size(), length);
    if (done.ec != std::errc{}) return std::nullopt;
    return length;
}

std::expected<body_framing, refusal> check_framing(const field_facts& facts, bool is_1_0) {
    if (facts.transfer_encoding) {
        if (facts.content_length) return refuse("both Content-Length and Transfer-Encoding");
        if (is_1_0) return refuse("Transfer-Encoding in HTTP/1.0");
        auto list = *facts.transfer_encoding;
        if (iequals(list, "chunked")) return body_framing{framing::chunked};
        // Not only chunked: either a coding we do not know, or the body would have no end.
        std::string_view last;
        int chunked = 0;
        for (auto e = next_element(list); !e.empty(); e = next_element(list)) {
            last = e;
            chunked += iequals(e, "chunked") ? 1 : 0;
        }
        if (chunked != 1 || !iequals(last, "chunked"))
            return refuse("a Transfer-Encoding that does not end in chunked");
        return refuse_as(status::not_implemented, errc::unsupported,
                         "a transfer coding other than chunked");
    }
    if (!facts.content_length) return body_framing{};
    const auto length = read_length(*facts.content_length);
    if (!length) return refuse("a Content-Length that is no number");
    return body_framing{framing::length, *length};
}

// "HTTP/1.1" or "HTTP/1.0": true for the latter.
std::expected<bool, refusal> check_version(std::string_view text) {
    if (text == "HTTP/1.1") return false;
    if (text == "HTTP/1.0") return true;
    if (text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) && text[6] == '.' &&
        is_digit(text[7]))
        return refuse_as(status::http_version_not_supported, errc::unsupported,
                         "a version of HTTP other than 1.0 and 1.1");
    return refuse("a start line without a version of HTTP");
}

// The form that the target must have depends on the method.
bool is_target(std::string_view target, std::string_view method) noexcept {
    if (!std::ranges::all_of(target, is_visible)) return false;
    if (method == "CONNECT") {
        const auto colon = target.rfind(':');
        return colon != std::string_view::npos && colon != 0 &&
               read_length(target.substr(colon + 1)).value_or(65536) <= 65535 &&
               target.find('/') == std::string_view::npos;
    }
    if (target == "*") return method == "OPTIONS";
    const auto starts = [&](std::string_view prefix) {
        return target.size() > prefix.size() && iequals(target.substr(0, prefix.size()), prefix);
    };
    return target.starts_with('/') || starts("http://") || starts("https://");
}

// The characters of a name, an address and a port; empty is allowed (a target without an authority).
bool is_host(std::string_view host) noexcept {
    static constexpr std::string_view also = "-._~!$&'()*+,;=%:[]";
    return std::ranges::all_of(host, [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               also.find(c) != std::string_view::npos;
    });
}

}  // namespace

std::expected<body_framing, refusal> check_request_head(std::string_view head,
                                                        std::size_t max_fields) noexcept {
    const auto line = take_line(head);
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    const auto method = line.substr(0, first);
    if (first == std::string_view::npos || !is_token(method))
        return refuse("a request line that does not begin with a method");
    if (first == last) return refuse("a request line without a version of HTTP");
    const auto is_1_0 = check_version(line.substr(last + 1));
    if (!is_1_0) return failure{is_1_0.error()};
    const auto target = line.substr(first + 1, last - first - 1);
    if (!is_target(target, method)) return refuse("a request target that is none");
    if (method.size() > method::max_size)
        return refuse_as(status::not_implemented, errc::unsupported, "a method of that length");

    const auto facts = check_fields(head, max_fields);
    if (!facts) return failure{facts.error()};
    if (!facts->host && !*is_1_0) return refuse("no Host");
    if (facts->host && !is_host(*facts->host)) return refuse("a Host that is none");
    return check_framing(*facts, *is_1_0);
}

std::expected<body_framing, refusal> check_response_head(std::string_view head,
                                                         std::size_t max_fields) noexcept {
    const auto line = take_line(head);
    const auto space = std::min(line.find(' '), line.size());
    const auto is_1_0 = check_version(line.substr(0, space));
    if (!is_1_0) return failure{is_1_0.error()};
    const auto code = line.substr(std::min(space + 1, line.size()), 3);
    if (code.size() != 3 || !std::ranges::all_of(code, is_digit) || code.front() == '0')
        return refuse("a status code that is none");
    // The space after the code belongs there even if no phrase follows; many leave both out.
    if (line.size() > space + 4 && line[space + 4] != ' ')
        return refuse("no space after the status code");

    const auto facts = check_fields(head, max_fields);
    if (!facts) return failure{facts.error()};
    return check_framing(*facts, *is_1_0);
}

std::expected<void, refusal> check_trailers(std::string_view fields,
                                            std::size_t max_fields) noexcept {
    const auto facts = check_fields(fields, max_fields);
    if (!facts) return failure{facts.error()};
    if (facts->content_length || facts->transfer_encoding || facts->host)
        return refuse("a framing or routing field among the trailers");
    return {};
}

std::expected<chunk_line, refusal> check_chunk_line(std::string_view line) noexcept {
    std::uint64_t size = 0;
    const auto done = std::from_chars(line.data(), line.data() + line.size(), size, 16);
    const auto digits = static_cast<std::size_t>(done.ptr - line.data());
    // 16 digits fill 64 bits; more would only be zeros in front.
    if (done.ec != std::errc{} || digits > 16 || line.front() == '-')
        return refuse("a chunk size that is none");
    const auto extensions = line.substr(digits);
    if (!extensions.empty() && extensions.front() != ';')
        return refuse("a character in a chunk size that is no digit");
    return chunk_line{size, extensions.size()};
}

}  // namespace bounce::http::core
