#include "bounce/minimio/socket_address.hpp"

#include "bounce/base/errc.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

namespace bounce::minimio {

namespace {

using ipv4_bytes = socket_address::ipv4_bytes;
using ipv6_bytes = socket_address::ipv6_bytes;

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

error malformed(std::string_view text, std::string_view why) {
    std::string object = "address \"";
    object.append(text).append("\": ").append(why);
    return error{errc::malformed}.in("parse", object);
}

// The whole text as a number up to `max`: digits only, no sign, no surplus leading zero.
template <class Number>
std::optional<Number> parse_number(std::string_view text, unsigned long max, int base = 10) {
    if (text.empty() || (base == 10 && text.size() > 1 && text.front() == '0')) return std::nullopt;
    unsigned long value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, value, base);
    if (problem != std::errc{} || stop != end || value > max) return std::nullopt;
    return static_cast<Number>(value);
}

std::optional<ipv4_bytes> parse_ipv4(std::string_view text) {
    ipv4_bytes bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const bool last = i + 1 == bytes.size();
        const std::size_t end = last ? text.size() : text.find('.');
        if (end == std::string_view::npos) return std::nullopt;
        const auto part = parse_number<std::uint8_t>(text.substr(0, end), 255);
        if (!part) return std::nullopt;
        bytes[i] = *part;
        text.remove_prefix(last ? end : end + 1);
    }
    return bytes;
}

// Groups "a:b:c", of which the last may be an IPv4 address; gives the number of bytes, or nothing.
std::optional<std::size_t> parse_groups(std::string_view text, std::span<std::uint8_t, 16> into) {
    std::size_t size = 0;
    while (!text.empty()) {
        const std::size_t colon = text.find(':');
        const std::string_view group = text.substr(0, colon);
        if (colon == std::string_view::npos && group.find('.') != std::string_view::npos) {
            const std::optional<ipv4_bytes> tail = parse_ipv4(group);
            if (!tail || size + 4 > into.size()) return std::nullopt;
            std::ranges::copy(*tail, into.begin() + static_cast<std::ptrdiff_t>(size));
            return size + 4;
        }
        const auto value =
            group.size() > 4 ? std::nullopt : parse_number<std::uint16_t>(group, 0xffff, 16);
        if (!value || size + 2 > into.size()) return std::nullopt;
        into[size++] = static_cast<std::uint8_t>(*value >> 8);
        into[size++] = static_cast<std::uint8_t>(*value & 0xff);
        if (colon == std::string_view::npos) break;
        text.remove_prefix(colon + 1);
        if (text.empty()) return std::nullopt;
    }
    return size;
}

std::optional<ipv6_bytes> parse_ipv6(std::string_view text) {
    ipv6_bytes bytes{};
    const std::size_t gap = text.find("::");
    if (gap == std::string_view::npos) {
        if (parse_groups(text, bytes) != bytes.size()) return std::nullopt;
        return bytes;
    }
    ipv6_bytes tail{};
    const std::string_view left = text.substr(0, gap);
    if (left.find('.') != std::string_view::npos) return std::nullopt;
    const auto before = parse_groups(left, bytes);
    const auto after = parse_groups(text.substr(gap + 2), tail);
    if (!before || !after || *before + *after > bytes.size() - 2) return std::nullopt;
    const auto tail_size = static_cast<std::ptrdiff_t>(*after);
    std::copy(tail.begin(), tail.begin() + tail_size, bytes.end() - tail_size);
    return bytes;
}

// The address in `ip`, which is a part (or all) of what the user wrote: `text`.
result<socket_address> read_ip(std::string_view ip, std::uint16_t port, std::string_view text) {
    if (ip.find(':') == std::string_view::npos) {
        const std::optional<ipv4_bytes> bytes = parse_ipv4(ip);
        if (!bytes) return malformed(text, "not an IPv4 or IPv6 address");
        return socket_address::ipv4(*bytes, port);
    }
    const std::size_t percent = ip.find('%');
    const std::optional<ipv6_bytes> bytes = parse_ipv6(ip.substr(0, percent));
    if (!bytes) return malformed(text, "not an IPv6 address");
    if (percent == std::string_view::npos) return socket_address::ipv6(*bytes, port);
    const auto scope = parse_number<std::uint32_t>(ip.substr(percent + 1), 0xffff'ffff);
    if (!scope) return malformed(text, "the scope after % is not the number of an interface");
    return socket_address::ipv6(*bytes, port, *scope);
}

void append_number(std::string& out, unsigned long value, int base = 10) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, value, base).ptr;
    out.append(digits, end);
}

void append_ipv4(std::string& out, std::span<const std::uint8_t> bytes) {
    for (std::size_t i = 0; i < 4; ++i) {
        if (i > 0) out += '.';
        append_number(out, bytes[i]);
    }
}

unsigned group_at(const ipv6_bytes& bytes, std::size_t i) {
    return static_cast<unsigned>(bytes[2 * i] << 8 | bytes[2 * i + 1]);
}

// RFC 5952: the first of the longest runs of at least two zero groups becomes "::".
void append_ipv6(std::string& out, const ipv6_bytes& bytes) {
    if (std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes.begin())) {
        out += "::ffff:";
        append_ipv4(out, std::span{bytes}.subspan(12));
        return;
    }
    std::size_t best = 8;
    std::size_t best_size = 1;
    for (std::size_t i = 0; i < 8; ++i) {
        std::size_t end = i;
        while (end < 8 && group_at(bytes, end) == 0) ++end;
        if (end - i > best_size) {
            best = i;
            best_size = end - i;
        }
    }
    for (std::size_t i = 0; i < 8; ++i) {
        if (i == best) {
            out += "::";
            i += best_size - 1;
            continue;
        }
        if (i > 0 && out.back() != ':') out += ':';
        append_number(out, group_at(bytes, i), 16);
    }
}

}  // namespace

socket_address socket_address::ipv4(ipv4_bytes address, std::uint16_t port) noexcept {
    socket_address made;
    std::ranges::copy(address, made.ip_.begin());
    made.port_ = port;
    return made;
}

socket_address socket_address::ipv6(ipv6_bytes address, std::uint16_t port,
                                    std::uint32_t scope_id) noexcept {
    socket_address made;
    made.family_ = address_family::ipv6;
    made.ip_ = address;
    made.port_ = port;
    made.scope_id_ = scope_id;
    return made;
}

socket_address socket_address::loopback_ipv4(std::uint16_t port) noexcept {
    return ipv4({127, 0, 0, 1}, port);
}
socket_address socket_address::loopback_ipv6(std::uint16_t port) noexcept {
    ipv6_bytes one{};
    one.back() = 1;
    return ipv6(one, port);
}
socket_address socket_address::any_ipv4(std::uint16_t port) noexcept { return ipv4({}, port); }
socket_address socket_address::any_ipv6(std::uint16_t port) noexcept { return ipv6({}, port); }

socket_address socket_address::unnamed() noexcept {
    socket_address made;
    made.family_ = address_family::local;
    return made;
}

result<socket_address> socket_address::local(std::string_view path) {
    if (path.empty() || path.find('\0') != std::string_view::npos)
        return error{errc::invalid_argument}.in("a socket path that is empty or has a zero byte");
    if (path.size() > local_name_max) return error{errc::limit_exceeded}.in("socket path", path);
    socket_address made = unnamed();
    made.name_ = path;
    return made;
}

result<socket_address> socket_address::abstract(std::string_view name) {
    if (name.empty()) return error{errc::invalid_argument}.in("an empty abstract socket name");
    if (name.size() > local_name_max)
        return error{errc::limit_exceeded}.in("abstract socket name", name);
    socket_address made = unnamed();
    made.name_.assign(1, '\0').append(name);
    return made;
}

result<socket_address> socket_address::parse_ip(std::string_view text, std::uint16_t port) {
    return read_ip(text, port, text);
}

result<socket_address> socket_address::parse(std::string_view text) {
    if (text.starts_with("unix:@")) return abstract(text.substr(6));
    if (text.starts_with("unix:")) return local(text.substr(5));
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return malformed(text, "no port");
    std::string_view ip = text.substr(0, colon);
    const bool bracketed = ip.size() >= 2 && ip.front() == '[' && ip.back() == ']';
    if (bracketed) ip = ip.substr(1, ip.size() - 2);
    if (bracketed != (ip.find(':') != std::string_view::npos))
        return malformed(text, bracketed ? "brackets are for IPv6 addresses"
                                         : "an IPv6 address with a port needs brackets");
    const auto port = parse_number<std::uint16_t>(text.substr(colon + 1), 65535);
    if (!port) return malformed(text, "the port is not a number up to 65535");
    return read_ip(ip, *port, text);
}

bool socket_address::is_loopback() const noexcept {
    if (family_ == address_family::ipv4) return ip_[0] == 127;
    if (family_ != address_family::ipv6) return false;
    if (std::equal(mapped_prefix.begin(), mapped_prefix.end(), ip_.begin())) return ip_[12] == 127;
    return ip_ == loopback_ipv6(0).ip_;
}

bool socket_address::is_unspecified() const noexcept { return is_ip() && ip_ == ipv6_bytes{}; }

std::string socket_address::to_string() const {
    std::string out;
    switch (family_) {
        case address_family::local:
            if (is_unnamed()) return "unix:(unnamed)";
            out = "unix:";
            out += is_abstract() ? "@" + name_.substr(1) : name_;
            return out;
        case address_family::ipv4: append_ipv4(out, ip_); break;
        case address_family::ipv6:
            out += '[';
            append_ipv6(out, ip_);
            if (scope_id_ != 0) {
                out += '%';
                append_number(out, scope_id_);
            }
            out += ']';
            break;
    }
    out += ':';
    append_number(out, port_);
    return out;
}

}  // namespace bounce::minimio
