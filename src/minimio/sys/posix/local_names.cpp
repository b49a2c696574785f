#include "minimio/sys/posix/local_names.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <utility>

namespace bounce::minimio::sys {

bool is_nameable(const socket_address& address) noexcept {
    return !address.is_abstract() && address.local_name().size() < sizeof(sockaddr_un::sun_path);
}

// Zeros behind the family are no abstract name here, just nothing.
socket_address local_name_in(std::string_view written) {
    result<socket_address> named = socket_address::local(written.substr(0, written.find('\0')));
    return std::move(named).value_or(socket_address::unnamed());
}

}  // namespace bounce::minimio::sys
