#include "minimio/sys/windows/native_address.hpp"

#include <afunix.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace bounce::minimio::sys {

namespace {

// Network byte order, either way.
std::uint16_t swap_port(std::uint16_t port) noexcept {
    if constexpr (std::endian::native == std::endian::big) return port;
    return static_cast<std::uint16_t>(port << 8 | port >> 8);
}

template <class Native>
Native read_as(const sockaddr_storage& storage) noexcept {
    Native native{};
    std::memcpy(&native, &storage, sizeof native);
    return native;
}

constexpr std::size_t path_offset = offsetof(sockaddr_un, sun_path);

}  // namespace

int native_family(address_family family) noexcept {
    switch (family) {
        case address_family::ipv4: return AF_INET;
        case address_family::ipv6: return AF_INET6;
        case address_family::local: return AF_UNIX;
    }
    return AF_UNSPEC;
}

native_address::native_address(const socket_address& address) noexcept : size_{0} {
    switch (address.family()) {
        case address_family::ipv4: {
            sockaddr_in native{};
            native.sin_family = AF_INET;
            native.sin_port = swap_port(address.port());
            std::memcpy(&native.sin_addr, address.ip_bytes().data(), sizeof native.sin_addr);
            size_ = sizeof native;
            std::memcpy(&storage_, &native, sizeof native);
            break;
        }
        case address_family::ipv6: {
            sockaddr_in6 native{};
            native.sin6_family = AF_INET6;
            native.sin6_port = swap_port(address.port());
            native.sin6_scope_id = address.scope_id();
            std::memcpy(&native.sin6_addr, address.ip_bytes().data(), sizeof native.sin6_addr);
            size_ = sizeof native;
            std::memcpy(&storage_, &native, sizeof native);
            break;
        }
        case address_family::local: {
            sockaddr_un native{};
            native.sun_family = AF_UNIX;
            const std::string& name = address.local_name();
            static_assert(socket_address::local_name_max < sizeof native.sun_path);
            std::memcpy(native.sun_path, name.data(), name.size());
            // A path ends with a zero byte, an abstract name with its last byte.
            const std::size_t ending = name.empty() || address.is_abstract() ? 0 : 1;
            size_ = static_cast<int>(path_offset + name.size() + ending);
            std::memcpy(&storage_, &native, sizeof native);
            break;
        }
    }
}

socket_address native_address::portable() const {
    if (storage_.ss_family == AF_INET) {
        const auto native = read_as<sockaddr_in>(storage_);
        return socket_address::ipv4(std::bit_cast<socket_address::ipv4_bytes>(native.sin_addr),
                                    swap_port(native.sin_port));
    }
    if (storage_.ss_family == AF_INET6) {
        const auto native = read_as<sockaddr_in6>(storage_);
        return socket_address::ipv6(std::bit_cast<socket_address::ipv6_bytes>(native.sin6_addr),
                                    swap_port(native.sin6_port), native.sin6_scope_id);
    }
    if (storage_.ss_family != AF_UNIX || static_cast<std::size_t>(size_) <= path_offset)
        return socket_address::unnamed();
    const auto native = read_as<sockaddr_un>(storage_);
    const std::string_view name{native.sun_path, static_cast<std::size_t>(size_) - path_offset};
    result<socket_address> named = name.front() == '\0'
                                       ? socket_address::abstract(name.substr(1))
                                       : socket_address::local(name.substr(0, name.find('\0')));
    return std::move(named).value_or(socket_address::unnamed());
}

}  // namespace bounce::minimio::sys
