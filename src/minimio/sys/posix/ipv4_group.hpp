#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/raw_source.hpp"
#include "bounce/minimio/socket_address.hpp"

#include <cstdint>

namespace bounce::minimio::sys {

// Sets IP_ADD_MEMBERSHIP or IP_DROP_MEMBERSHIP on the interface with this index; 0: the system chooses.
[[nodiscard]] result<void> change_ipv4_group(raw_source source, const socket_address& group,
                                             std::uint32_t interface_index, int option);

}  // namespace bounce::minimio::sys
