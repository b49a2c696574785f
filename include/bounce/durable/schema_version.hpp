#pragma once

#include <cstdint>

namespace bounce::durable {

/// The version of what stores hold. A store of a larger one is refused (`errc::store_newer`), one of a
/// smaller one is brought up to it when it is opened.
inline constexpr std::uint32_t schema_version = 1;

}  // namespace bounce::durable
