#pragma once

#include <cstdint>
#include <string_view>

namespace bounce::http {

/// The status code of a response. Every number from 100 to 999 is a valid value, named here or not.
enum class status : std::uint16_t {
    continue_ = 100,
    switching_protocols = 101,
    early_hints = 103,
    ok = 200,
    created = 201,
    accepted = 202,
    no_content = 204,
    partial_content = 206,
    moved_permanently = 301,
    found = 302,
    see_other = 303,
    not_modified = 304,
    temporary_redirect = 307,
    permanent_redirect = 308,
    bad_request = 400,
    unauthorized = 401,
    forbidden = 403,
    not_found = 404,
    method_not_allowed = 405,
    not_acceptable = 406,
    request_timeout = 408,
    conflict = 409,
    gone = 410,
    length_required = 411,
    precondition_failed = 412,
    content_too_large = 413,
    uri_too_long = 414,
    unsupported_media_type = 415,
    range_not_satisfiable = 416,
    expectation_failed = 417,
    unprocessable_content = 422,
    upgrade_required = 426,
    too_many_requests = 429,
    request_header_fields_too_large = 431,
    internal_server_error = 500,
    not_implemented = 501,
    bad_gateway = 502,
    service_unavailable = 503,
    gateway_timeout = 504,
    http_version_not_supported = 505,
};

[[nodiscard]] constexpr std::uint16_t to_number(status s) noexcept {
    return static_cast<std::uint16_t>(s);
}

/// 1xx: another response follows.
[[nodiscard]] constexpr bool is_informational(status s) noexcept { return to_number(s) / 100 == 1; }
[[nodiscard]] constexpr bool is_success(status s) noexcept { return to_number(s) / 100 == 2; }
/// 301, 302, 303, 307 and 308: the answer is at another URL.
[[nodiscard]] constexpr bool is_redirect(status s) noexcept {
    return s == status::moved_permanently || s == status::found || s == status::see_other ||
           s == status::temporary_redirect || s == status::permanent_redirect;
}
/// Responses of this status never have a body: 1xx, 204 and 304.
[[nodiscard]] constexpr bool is_bodiless(status s) noexcept {
    return is_informational(s) || s == status::no_content || s == status::not_modified;
}

/// "Not Found" and so on; for a code without a name of its own, "Unknown".
[[nodiscard]] std::string_view reason_phrase(status s) noexcept;

}  // namespace bounce::http
