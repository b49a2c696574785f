#include "host/effects/listen_at.hpp"

#include "bounce/net/resolve.hpp"

#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

namespace bounce::host {

namespace {

std::optional<std::uint16_t> port_of(std::string_view text) noexcept {
    std::uint16_t port = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (text.empty() || failure != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return port;
}

}  // namespace

operation<minimio::socket_address> listen_at(std::string where) {
    if (const auto port = port_of(where)) co_return minimio::socket_address::loopback_ipv4(*port);
    if (auto address = minimio::socket_address::parse(where)) co_return *std::move(address);
    const std::size_t colon = where.rfind(':');
    const auto port = colon == std::string::npos
                          ? std::nullopt
                          : port_of(std::string_view{where}.substr(colon + 1));
    if (!port) {
        co_return error{errc::invalid_argument}.in(
            "listen at " + where +
            ", which is no address such as 127.0.0.1:8080 or localhost:8080");
    }
    auto found = co_await net::resolve(where.substr(0, colon), *port);
    if (!found) co_return found.error();
    co_return found->front();
}

}  // namespace bounce::host
