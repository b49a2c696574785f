#include "bounce/http/write_message.hpp"

#include "http/core/characters.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace bounce::http {

namespace {

error unsendable(std::string_view what, std::string_view name = {}) {
    std::string text{what};
    // The name is shown as far as it can be: it may be the very thing that is wrong.
    if (!name.empty()) {
        text += " \"";
        for (const char c : name.substr(0, 100)) text += core::is_visible(c) ? c : '?';
        text += '"';
    }
    return error{errc::invalid_argument}.in("write HTTP message", text);
}

bool is_line_text(std::string_view text) noexcept {
    return std::ranges::none_of(text, core::is_control);
}

result<void> check(const headers& fields) {
    for (const auto& field : fields) {
        if (!core::is_token(field.name)) return unsendable("with the header name", field.name);
        if (!is_line_text(field.value) || core::trimmed(field.value).size() != field.value.size())
            return unsendable("with this value of the header field", field.name);
    }
    const auto lengths = fields.count("Content-Length");
    const auto codings = fields.count("Transfer-Encoding");
    if (lengths + codings > 1)
        return unsendable("with more than one of Content-Length and Transfer-Encoding");
    return {};
}

void append(std::string& out, const headers& fields) {
    for (const auto& field : fields)
        out.append(field.name).append(": ").append(field.value).append("\r\n");
    out.append("\r\n");
}

std::string_view text_of(version v) noexcept {
    return v == version::http_1_0 ? "HTTP/1.0" : "HTTP/1.1";
}

}  // namespace

result<void> write_head(std::string& out, const request_head& head) {
    if (head.target.empty() || !std::ranges::all_of(head.target, core::is_visible))
        return unsendable("with the target", head.target);
    if (auto good = check(head.headers); !good) return good;
    out.append(head.method.text()).append(" ").append(head.target).append(" ");
    out.append(text_of(head.version)).append("\r\n");
    append(out, head.headers);
    return {};
}

result<void> write_head(std::string& out, const response_head& head) {
    const auto code = to_number(head.status);
    if (code < 100 || code > 999) return unsendable("with the status", std::to_string(code));
    if (!is_line_text(head.reason)) return unsendable("with this reason phrase");
    if (auto good = check(head.headers); !good) return good;
    out.append(text_of(head.version)).append(" ").append(std::to_string(code)).append(" ");
    out.append(head.reason.empty() ? reason_phrase(head.status) : std::string_view{head.reason});
    out.append("\r\n");
    append(out, head.headers);
    return {};
}

void write_chunk_begin(std::string& out, std::uint64_t size) {
    std::array<char, 16> digits;
    const auto done = std::to_chars(digits.begin(), digits.end(), size, 16);
    out.append(digits.data(), done.ptr).append("\r\n");
}

void write_chunk_end(std::string& out) { out.append("\r\n"); }

void write_chunk(std::string& out, bytes_view piece) {
    if (piece.empty()) return;
    write_chunk_begin(out, piece.size());
    out.append(as_text(piece));
    write_chunk_end(out);
}

result<void> write_last_chunk(std::string& out, const headers& trailers) {
    if (auto good = check(trailers); !good) return good;
    for (const auto* name : {"Content-Length", "Transfer-Encoding", "Host"})
        if (trailers.contains(name)) return unsendable("with the trailer field", name);
    out.append("0\r\n");
    append(out, trailers);
    return {};
}

}  // namespace bounce::http
