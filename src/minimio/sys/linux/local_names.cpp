#include "minimio/sys/posix/local_names.hpp"

#include <utility>

namespace bounce::minimio::sys {

bool is_nameable(const socket_address&) noexcept { return true; }

socket_address local_name_in(std::string_view written) {
    if (written.empty()) return socket_address::unnamed();
    result<socket_address> named =
        written.front() == '\0' ? socket_address::abstract(written.substr(1))
                                : socket_address::local(written.substr(0, written.find('\0')));
    return std::move(named).value_or(socket_address::unnamed());
}

}  // namespace bounce::minimio::sys
