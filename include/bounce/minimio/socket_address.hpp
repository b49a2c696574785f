#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/address_family.hpp"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bounce::minimio {

/// Where a socket is: an IPv4 or IPv6 address with a port, or the name of a Unix socket. A value; names
/// of hosts are not addresses and are not resolved here.
///
///     socket_address a = socket_address::parse("[::1]:8080").value();
///     a.to_string();   // "[::1]:8080"
class socket_address {
public:
    using ipv4_bytes = std::array<std::uint8_t, 4>;
    using ipv6_bytes = std::array<std::uint8_t, 16>;

    /// Longest path or abstract name of a Unix socket in bytes. (This is Linux's limit; the BSDs and
    /// macOS refuse more than 103 when the address is used.)
    static constexpr std::size_t local_name_max = 107;

    /// 0.0.0.0:0
    socket_address() noexcept = default;

    [[nodiscard]] static socket_address ipv4(ipv4_bytes address, std::uint16_t port) noexcept;
    /// `scope_id` is the interface's index, for link-local addresses.
    [[nodiscard]] static socket_address ipv6(ipv6_bytes address, std::uint16_t port,
                                             std::uint32_t scope_id = 0) noexcept;
    [[nodiscard]] static socket_address loopback_ipv4(std::uint16_t port) noexcept;  // 127.0.0.1
    [[nodiscard]] static socket_address loopback_ipv6(std::uint16_t port) noexcept;  // ::1
    [[nodiscard]] static socket_address any_ipv4(std::uint16_t port) noexcept;       // 0.0.0.0
    [[nodiscard]] static socket_address any_ipv6(std::uint16_t port) noexcept;       // ::

    /// The Unix socket at `path`. Errors: `invalid_argument` (empty, or with a zero byte),
    /// `limit_exceeded` (longer than local_name_max).
    [[nodiscard]] static result<socket_address> local(std::string_view path);
    /// A name without a file (Linux only; elsewhere using it is `unsupported`). Errors as `local`,
    /// but zero bytes are allowed.
    [[nodiscard]] static result<socket_address> abstract(std::string_view name);
    /// The address of a Unix socket that was never bound.
    [[nodiscard]] static socket_address unnamed() noexcept;

    /// Reads what `to_string` writes: "127.0.0.1:80", "[::1]:80", "[fe80::1%2]:80" (the scope as a
    /// number), "unix:/run/x.sock", "unix:@abstract". Errors: `malformed`, with the text and what is
    /// wrong with it, and those of `local`.
    [[nodiscard]] static result<socket_address> parse(std::string_view text);
    /// Reads an address alone: "127.0.0.1", "::1", "fe80::1%2". Errors: `malformed`.
    [[nodiscard]] static result<socket_address> parse_ip(std::string_view text, std::uint16_t port);

    [[nodiscard]] address_family family() const noexcept { return family_; }
    [[nodiscard]] bool is_ip() const noexcept { return family_ != address_family::local; }
    [[nodiscard]] bool is_loopback() const noexcept;     ///< 127.0.0.0/8, ::1, or their mapped form
    [[nodiscard]] bool is_unspecified() const noexcept;  ///< 0.0.0.0 or ::
    [[nodiscard]] bool is_unnamed() const noexcept {
        return family_ == address_family::local && name_.empty();
    }
    [[nodiscard]] bool is_abstract() const noexcept {
        return family_ == address_family::local && !name_.empty() && name_.front() == '\0';
    }

    /// 0 for Unix sockets.
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    void set_port(std::uint16_t port) noexcept { port_ = port; }
    [[nodiscard]] std::uint32_t scope_id() const noexcept { return scope_id_; }

    /// The address in network byte order; IPv4 uses the first four bytes.
    [[nodiscard]] const ipv6_bytes& ip_bytes() const noexcept { return ip_; }
    /// The path, or the abstract name with its leading zero byte; empty for other families.
    [[nodiscard]] const std::string& local_name() const noexcept { return name_; }

    /// IPv6 as RFC 5952 writes it.
    [[nodiscard]] std::string to_string() const;

    friend auto operator<=>(const socket_address&, const socket_address&) noexcept = default;
    friend bool operator==(const socket_address&, const socket_address&) noexcept = default;

private:
    address_family family_ = address_family::ipv4;
    std::uint16_t port_ = 0;
    std::uint32_t scope_id_ = 0;
    ipv6_bytes ip_{};
    std::string name_;
};

}  // namespace bounce::minimio
