#include "net/sys/resolver.hpp"

#include "minimio/sys/windows/native_address.hpp"
#include "minimio/sys/windows/winsock.hpp"

#include "bounce/net/resolve.hpp"

#include <winsock2.h>
#include <ws2tcpip.h>

#include <cstring>
#include <memory>

namespace bounce::net::sys {

namespace {

using minimio::socket_address;

struct free_answer {
    void operator()(addrinfo* first) const noexcept { ::freeaddrinfo(first); }
};

}  // namespace

result<std::vector<socket_address>> look_up(const std::string& host, std::uint16_t port) {
    if (result<void> started = minimio::sys::start_winsock(); !started)
        return std::move(started).error().in("resolve name", host);
    addrinfo wanted{};
    wanted.ai_family = AF_UNSPEC;
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_ADDRCONFIG;
    addrinfo* first = nullptr;
    const int failure = ::getaddrinfo(host.c_str(), nullptr, &wanted, &first);
    const std::unique_ptr<addrinfo, free_answer> answer{first};
    if (failure != 0) return error{failure, resolver_category()}.in("resolve name", host);
    std::vector<socket_address> addresses;
    for (const addrinfo* entry = first; entry != nullptr; entry = entry->ai_next) {
        if (entry->ai_family != AF_INET && entry->ai_family != AF_INET6) continue;
        minimio::sys::native_address native;
        std::memcpy(native.get(), entry->ai_addr, entry->ai_addrlen);
        native.set_size(static_cast<int>(entry->ai_addrlen));
        socket_address address = native.portable();
        address.set_port(port);
        addresses.push_back(std::move(address));
    }
    if (addresses.empty()) return error{EAI_NONAME, resolver_category()}.in("resolve name", host);
    return addresses;
}

std::string resolver_message(int value) { return minimio::sys::winsock_category().message(value); }

}  // namespace bounce::net::sys
