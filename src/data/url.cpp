#include "bounce/data/url.hpp"

#include "data/percent_internal.hpp"

#include "bounce/base/limits.hpp"
#include "bounce/data/percent.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace bounce {

namespace {

namespace bu = boost::urls;

std::string own(boost::core::string_view s) { return {s.data(), s.size()}; }

void make_lower(std::string& s) {
    for (char& c : s)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
}

struct scheme_port {
    std::string_view scheme;
    std::uint16_t port;
};
constexpr std::array default_ports{scheme_port{"http", 80}, scheme_port{"https", 443},
                                   scheme_port{"ws", 80}, scheme_port{"wss", 443}};

std::uint16_t default_port(std::string_view scheme) noexcept {
    const auto found = std::ranges::find(default_ports, scheme, &scheme_port::scheme);
    return found == default_ports.end() ? std::uint16_t{0} : found->port;
}

// The text of an error stays short and printable whatever was parsed.
error refused(std::string_view operation, std::string_view text, std::string_view why) {
    static constexpr std::size_t shown = 100;
    std::string quoted{"\""};
    for (const char c : text.substr(0, shown)) quoted += c >= 0x20 && c < 0x7F ? c : '?';
    quoted += text.size() > shown ? "...\"" : "\"";
    return error{errc::malformed}.in(operation, quoted.append(": ").append(why));
}

// "." and "..", each dot perhaps written as %2e.
enum class dots : std::uint8_t { none, one, two };

dots dots_of(std::string_view segment) noexcept {
    int count = 0;
    while (!segment.empty()) {
        if (segment.front() == '.') {
            segment.remove_prefix(1);
        } else if (data::escaped_byte(segment) == '.') {
            segment.remove_prefix(3);
        } else {
            return dots::none;
        }
        ++count;
    }
    return count == 1 ? dots::one : count == 2 ? dots::two : dots::none;
}

// Resolves "." and ".." in a path that begins with "/"; ".." at the root stays at the root.
std::string without_dot_segments(std::string_view path) {
    std::string clean;
    clean.reserve(path.size());
    while (!path.empty()) {
        const auto end = std::min(path.find('/', 1), path.size());
        const auto segment = path.substr(1, end - 1);
        const bool last = end == path.size();
        switch (dots_of(segment)) {
            case dots::none: clean.append("/").append(segment); break;
            case dots::two: clean.resize(std::min(clean.rfind('/'), clean.size())); [[fallthrough]];
            case dots::one:
                if (last) clean += '/';
                break;
        }
        path.remove_prefix(end);
    }
    return clean;
}

// Would a resolver read this name as a number? Then it has to be a proper IPv4 address.
bool ends_in_number(std::string_view host) noexcept {
    if (host.ends_with('.')) host.remove_suffix(1);
    const auto dot = host.rfind('.');
    auto label = dot == std::string_view::npos ? host : host.substr(dot + 1);
    if (label.empty()) return false;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (std::ranges::all_of(label, is_digit)) return true;
    return (label.starts_with("0x") || label.starts_with("0X")) &&
           std::ranges::all_of(label.substr(2), [](char c) { return data::hex_digit(c) >= 0; });
}

}  // namespace

// Takes a parsed view apart into our members, and refuses what RFC 3986 allows and we do not.
struct url::reader {
    std::string_view operation;
    std::string_view text;

    [[nodiscard]] error refuse(std::string_view why) const {
        return bounce::refused(operation, text, why);
    }

    [[nodiscard]] result<url> read(const bu::url_view_base& view) const {
        url u;
        u.scheme_ = own(view.scheme());
        make_lower(u.scheme_);
        if (auto done = read_authority(view, u); !done) return std::move(done).error();
        u.path_ = own(view.encoded_path());
        // Boost 1.81 takes "http://a:x/" for a host, an empty port and the path "x/".
        if (u.has_authority_ && !u.path_.empty() && !u.path_.starts_with('/'))
            return refuse("neither a port nor a path after the host");
        if (u.path_.starts_with('/')) u.path_ = without_dot_segments(u.path_);
        if (u.has_authority_ && u.path_.empty()) u.path_ = "/";
        if (view.has_query()) u.query_ = own(view.encoded_query());
        if (view.has_fragment()) u.fragment_ = own(view.encoded_fragment());
        return u;
    }

    [[nodiscard]] result<void> read_authority(const bu::url_view_base& view, url& u) const {
        u.has_authority_ = view.has_authority();
        if (default_port(u.scheme_) != 0 && view.encoded_host().empty()) return refuse("no host");
        if (!u.has_authority_) return {};
        u.user_info_ = own(view.encoded_userinfo());
        if (auto done = read_host(view, u); !done) return done;
        const auto port = view.port();
        if (port.empty()) return {};
        // port_number() is 0 for what does not fit; leading zeros are allowed.
        if (view.port_number() == 0 && own(port).find_first_not_of('0') != std::string::npos)
            return refuse("the port is larger than 65535");
        if (view.port_number() != default_port(u.scheme_)) u.port_ = view.port_number();
        return {};
    }

    [[nodiscard]] result<void> read_host(const bu::url_view_base& view, url& u) const {
        const auto type = view.host_type();
        if (type == bu::host_type::ipv6 || type == bu::host_type::ipvfuture) {
            if (type == bu::host_type::ipvfuture) return refuse("an address of unknown version");
            const auto bracketed = own(view.encoded_host());
            u.host_ = bracketed.substr(1, bracketed.size() - 2);
            u.host_is_ipv6_ = true;
        } else {
            const auto written = own(view.encoded_host());
            auto decoded = percent_decode(written);
            if (!decoded) return refuse("the host is badly percent-encoded");
            static constexpr std::string_view also = "-._~!$&'()*+,;=";
            for (const char c : *decoded) {
                const bool alphanumeric =
                    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                if (!alphanumeric && also.find(c) == std::string_view::npos)
                    return refuse("a character that no host can have");
            }
            if (type != bu::host_type::ipv4 && ends_in_number(*decoded))
                return refuse("the host looks like an IPv4 address and is none");
            u.host_ = std::move(*decoded);
        }
        make_lower(u.host_);
        return {};
    }
};

result<url> url::parse(std::string_view text) {
    const reader r{"parse URL", text};
    if (text.size() > limits::url_bytes)
        return error{errc::limit_exceeded}.in("parse URL", "longer than 65536 bytes");
    const auto view = bu::parse_uri(boost::core::string_view{text.data(), text.size()});
    if (!view) return r.refuse("not a URL with a scheme");
    return r.read(*view);
}

result<url> url::parse_target(std::string_view text) {
    const reader r{"parse request target", text};
    if (text.size() > limits::url_bytes)
        return error{errc::limit_exceeded}.in("parse request target", "longer than 65536 bytes");
    if (text.find('#') != std::string_view::npos) return r.refuse("it has a fragment");
    if (text.starts_with('/')) {
        const auto view = bu::parse_origin_form(boost::core::string_view{text.data(), text.size()});
        if (!view) return r.refuse("neither a path nor a URL");
        return r.read(*view);
    }
    const auto view = bu::parse_absolute_uri(boost::core::string_view{text.data(), text.size()});
    if (!view) return r.refuse("neither a path nor a URL");
    auto whole = r.read(*view);
    if (whole && whole->scheme_ != "http" && whole->scheme_ != "https")
        return r.refuse("neither a path nor a URL");
    return whole;
}

result<url> url::resolve(std::string_view reference) const {
    const reader r{"resolve URL", reference};
    if (reference.size() > limits::url_bytes)
        return error{errc::limit_exceeded}.in("resolve URL", "longer than 65536 bytes");
    const auto base_text = text();
    const auto base = bu::parse_uri(boost::core::string_view{base_text.data(), base_text.size()});
    if (!base) return r.refuse("the URL it is relative to has no scheme");
    const auto view =
        bu::parse_uri_reference(boost::core::string_view{reference.data(), reference.size()});
    if (!view) return r.refuse("not a URL");
    bu::url resolved;
    if (!bu::resolve(*base, *view, resolved)) return r.refuse("it cannot be resolved");
    return r.read(resolved);
}

std::uint16_t url::port() const noexcept { return port_ ? *port_ : default_port(scheme_); }

std::optional<std::string_view> url::query() const noexcept {
    return query_ ? std::optional<std::string_view>{*query_} : std::nullopt;
}

std::optional<std::string_view> url::fragment() const noexcept {
    return fragment_ ? std::optional<std::string_view>{*fragment_} : std::nullopt;
}

std::string url::target() const {
    std::string t = path_;
    if (query_) t.append("?").append(*query_);
    return t;
}

std::string url::host_header() const {
    std::string t = host_is_ipv6_ ? std::string{"["}.append(host_).append("]") : host_;
    if (port_) t.append(":").append(std::to_string(*port_));
    return t;
}

std::string url::origin() const { return std::string{scheme_}.append("://").append(host_header()); }

std::string url::text() const {
    std::string t;
    if (!scheme_.empty()) t.append(scheme_).append(":");
    if (has_authority_) {
        t.append("//");
        if (!user_info_.empty()) t.append(user_info_).append("@");
        t.append(host_header());
    }
    // Without a host, "//" would read as the beginning of one.
    if (!scheme_.empty() && !has_authority_ && path_.starts_with("//")) t.append("/.");
    t.append(target());
    if (fragment_) t.append("#").append(*fragment_);
    return t;
}

result<std::vector<std::string>> url::segments() const {
    std::vector<std::string> all;
    std::string_view rest = path_;
    if (rest.starts_with('/')) rest.remove_prefix(1);
    if (rest.empty()) return all;
    for (;;) {
        const auto end = std::min(rest.find('/'), rest.size());
        auto segment = percent_decode(rest.substr(0, end));
        if (!segment) return std::move(segment).error();
        all.push_back(std::move(*segment));
        if (end == rest.size()) return all;
        rest.remove_prefix(end + 1);
    }
}

namespace {

std::string form_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (const int byte = data::escaped_byte(text.substr(i)); byte >= 0) {
            decoded += static_cast<char>(byte);
            i += 2;
        } else {
            decoded += text[i] == '+' ? ' ' : text[i];
        }
    }
    return decoded;
}

std::string form_encoded(std::string_view text) {
    auto encoded = percent_encode(text, " ");
    std::ranges::replace(encoded, ' ', '+');
    return encoded;
}

}  // namespace

std::vector<query_parameter> url::parameters() const {
    std::vector<query_parameter> all;
    std::string_view rest = query_ ? std::string_view{*query_} : std::string_view{};
    while (!rest.empty()) {
        const auto end = std::min(rest.find('&'), rest.size());
        const auto pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        const auto value = pair.substr(std::min(equals + 1, pair.size()));
        all.emplace_back(form_decoded(pair.substr(0, equals)), form_decoded(value));
    }
    return all;
}

std::optional<std::string> url::parameter(std::string_view name) const {
    for (auto& p : parameters())
        if (p.name == name) return std::move(p.value);
    return std::nullopt;
}

std::string encode_query(std::span<const query_parameter> parameters) {
    std::string query;
    for (const auto& p : parameters) {
        if (!query.empty()) query += '&';
        query.append(form_encoded(p.name)).append("=").append(form_encoded(p.value));
    }
    return query;
}

}  // namespace bounce
