#pragma once

#include "bounce/minimio/socket_address.hpp"

#include <winsock2.h>
#include <ws2tcpip.h>

namespace bounce::minimio::sys {

// A socket_address as the system wants it, or room for one that the system writes.
class native_address {
public:
    native_address() noexcept : size_{sizeof storage_} {}
    explicit native_address(const socket_address& address) noexcept;

    [[nodiscard]] sockaddr* get() noexcept { return reinterpret_cast<sockaddr*>(&storage_); }
    [[nodiscard]] const sockaddr* get() const noexcept {
        return reinterpret_cast<const sockaddr*>(&storage_);
    }
    [[nodiscard]] int size() const noexcept { return size_; }
    [[nodiscard]] int* size_to_fill() noexcept { return &size_; }
    void set_size(int size) noexcept { size_ = size; }
    [[nodiscard]] int family() const noexcept { return storage_.ss_family; }

    // What the system wrote. A family that we do not know counts as an unnamed Unix address.
    [[nodiscard]] socket_address portable() const;

private:
    sockaddr_storage storage_{};
    int size_;
};

[[nodiscard]] int native_family(address_family family) noexcept;

}  // namespace bounce::minimio::sys
