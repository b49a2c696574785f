#pragma once

#include "bounce/base/result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bounce {

/// One `name=value` of a query, decoded.
struct query_parameter {
    query_parameter(std::string n, std::string v) noexcept
        : name{std::move(n)}, value{std::move(v)} {}

    std::string name;
    std::string value;

    friend bool operator==(const query_parameter&, const query_parameter&) = default;
};

/// `a=1&b=two+words`: the query string of the parameters, as a form writes them.
[[nodiscard]] std::string encode_query(std::span<const query_parameter> parameters);

/// A URL (RFC 3986), taken apart. A value: it owns its text; the views live as long as it does and
/// is not assigned to.
///
/// What it holds is normal in these respects: scheme and host are lower case, `.` and `..` segments
/// (also as `%2e`) are resolved, the scheme's own port is left out, and a URL with a host has a
/// path of at least "/". Everything else is as it was written, still percent-encoded.
///
///     auto u = url::parse("https://example.org:8443/a/../search?q=red+fox#top").value();
///     u.host();                // "example.org"
///     u.port();                // 8443
///     u.target();              // "/search?q=red+fox"
///     u.parameter("q");        // "red fox"
///
/// White space, control characters and bytes beyond ASCII must be percent-encoded: they are
/// refused, as is a host that looks like a number without being an IPv4 address ("0x7f.1",
/// "256.1.1.1"), a host that is percent-encoded other than letters, digits and `-._~`, and a port
/// beyond 65535. URLs of http, https, ws and wss need a host.
class url {
public:
    /// A URL with a scheme. Errors: `malformed` (which names the text), `limit_exceeded` beyond
    /// `limits::url_bytes`.
    [[nodiscard]] static result<url> parse(std::string_view text);

    /// The target of an HTTP request: "/path?query" (origin form; the result has no scheme and no
    /// host) or a whole http or https URL (absolute form). A fragment is refused.
    [[nodiscard]] static result<url> parse_target(std::string_view text);

    /// What a reference ("../b?c", "//host/x", a whole URL) means at this URL, as for a redirect.
    [[nodiscard]] result<url> resolve(std::string_view reference) const;

    /// "https", or empty for a target in origin form.
    [[nodiscard]] std::string_view scheme() const noexcept { return scheme_; }
    /// What stands before `@`, percent-encoded, or empty.
    [[nodiscard]] std::string_view user_info() const noexcept { return user_info_; }
    /// A name or an address; an IPv6 address without its brackets.
    [[nodiscard]] std::string_view host() const noexcept { return host_; }
    [[nodiscard]] bool host_is_ipv6() const noexcept { return host_is_ipv6_; }
    /// The port that is written in the URL, unless it is the scheme's own.
    [[nodiscard]] std::optional<std::uint16_t> explicit_port() const noexcept { return port_; }
    /// The port, else the scheme's (http and ws 80, https and wss 443), else 0.
    [[nodiscard]] std::uint16_t port() const noexcept;
    /// "/a%20b/c".
    [[nodiscard]] std::string_view path() const noexcept { return path_; }
    /// What follows `?`; nothing if there is no `?`.
    [[nodiscard]] std::optional<std::string_view> query() const noexcept;
    /// What follows `#`; nothing if there is no `#`.
    [[nodiscard]] std::optional<std::string_view> fragment() const noexcept;

    /// Path and query: what an HTTP request asks for.
    [[nodiscard]] std::string target() const;
    /// Host and explicit port: what goes into a Host header.
    [[nodiscard]] std::string host_header() const;
    /// Scheme, host and port: "https://example.org:8443".
    [[nodiscard]] std::string origin() const;
    /// The whole URL.
    [[nodiscard]] std::string text() const;

    /// The segments of the path, decoded: "/a%20b/c" has "a b" and "c"; "/a/" has "a" and "". A
    /// segment may contain anything, "/" and NUL too. `malformed` only for a broken
    /// percent-encoding.
    [[nodiscard]] result<std::vector<std::string>> segments() const;

    /// The parameters of the query in order, `+` and `%XX` decoded.
    [[nodiscard]] std::vector<query_parameter> parameters() const;
    /// The first parameter of that name.
    [[nodiscard]] std::optional<std::string> parameter(std::string_view name) const;

    friend bool operator==(const url&, const url&) = default;

private:
    url() = default;
    struct reader;

    std::string scheme_;
    std::string user_info_;
    std::string host_;
    std::string path_;
    std::optional<std::string> query_;
    std::optional<std::string> fragment_;
    std::optional<std::uint16_t> port_;
    bool has_authority_ = false;
    bool host_is_ipv6_ = false;
};

}  // namespace bounce
