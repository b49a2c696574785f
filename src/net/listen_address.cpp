#include "bounce/net/listen_address.hpp"

#include "bounce/net/resolve.hpp"

#include <charconv>
#include <optional>
#include <vector>

namespace bounce::net {

namespace {

std::optional<std::uint16_t> port_of(std::string_view text) noexcept {
    std::uint16_t port = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (text.empty() || failure != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return port;
}

/// Letters, digits, dots and hyphens, and not digits and dots alone: that is an address gone wrong.
bool is_host_name(std::string_view text) noexcept {
    constexpr std::string_view digits = "0123456789.";
    constexpr std::string_view letters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_0123456789.";
    return text.find_first_not_of(letters) == std::string_view::npos &&
           text.find_first_not_of(digits) != std::string_view::npos;
}

operation<minimio::socket_address> look_up(std::string host, std::uint16_t port) {
    result<std::vector<minimio::socket_address>> found = co_await resolve(std::move(host), port);
    if (!found) co_return std::move(found).error();
    co_return found->front();
}

operation<minimio::socket_address> known(minimio::socket_address address) { co_return address; }

}  // namespace

result<listen_address> listen_address::parse(std::string_view text) {
    listen_address made;
    if (const auto port = port_of(text)) {
        made.address_.set_port(*port);
        return made;
    }
    result<minimio::socket_address> address = minimio::socket_address::parse(text);
    if (address) {
        made.address_ = *std::move(address);
        return made;
    }
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::move(address).error();
    const auto port = port_of(text.substr(colon + 1));
    if (!port || !is_host_name(text.substr(0, colon))) return std::move(address).error();
    made.host_ = std::string{text.substr(0, colon)};
    made.address_.set_port(*port);
    return made;
}

operation<minimio::socket_address> listen_address::resolve() const {
    return host_.empty() ? known(address_) : look_up(host_, address_.port());
}

}  // namespace bounce::net
