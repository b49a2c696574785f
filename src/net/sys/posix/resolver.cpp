#include "net/sys/resolver.hpp"

#include "bounce/net/resolve.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <memory>

namespace bounce::net::sys {

namespace {

using minimio::socket_address;

struct free_answer {
    void operator()(addrinfo* first) const noexcept { ::freeaddrinfo(first); }
};

// Copied rather than cast: the system's structures have a type of their own for each family.
template <class Native>
[[nodiscard]] Native native_of(const addrinfo& entry) noexcept {
    Native native{};
    std::memcpy(&native, entry.ai_addr, sizeof native);
    return native;
}

void append(std::vector<socket_address>& to, const addrinfo& entry, std::uint16_t port) {
    if (entry.ai_family == AF_INET) {
        socket_address::ipv4_bytes address;
        const auto native = native_of<sockaddr_in>(entry);
        std::memcpy(address.data(), &native.sin_addr, address.size());
        to.push_back(socket_address::ipv4(address, port));
    } else if (entry.ai_family == AF_INET6) {
        socket_address::ipv6_bytes address;
        const auto native = native_of<sockaddr_in6>(entry);
        std::memcpy(address.data(), &native.sin6_addr, address.size());
        to.push_back(socket_address::ipv6(address, port, native.sin6_scope_id));
    }
}

}  // namespace

result<std::vector<socket_address>> look_up(const std::string& host, std::uint16_t port) {
    addrinfo wanted{};
    wanted.ai_family = AF_UNSPEC;
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_ADDRCONFIG;
    addrinfo* first = nullptr;
    const int failure = ::getaddrinfo(host.c_str(), nullptr, &wanted, &first);
    const std::unique_ptr<addrinfo, free_answer> answer{first};
    if (failure == EAI_SYSTEM) return error::last_system_error().in("resolve name", host);
    if (failure != 0) return error{failure, resolver_category()}.in("resolve name", host);
    std::vector<socket_address> addresses;
    for (const addrinfo* entry = first; entry != nullptr; entry = entry->ai_next)
        append(addresses, *entry, port);
    if (addresses.empty()) return error{EAI_NONAME, resolver_category()}.in("resolve name", host);
    return addresses;
}

std::string resolver_message(int value) { return ::gai_strerror(value); }

}  // namespace bounce::net::sys
