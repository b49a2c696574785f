#pragma once

#include "bounce/base/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace fuzz {

/// A good input with the changes that the fuzzer asks for, four bytes each: place (two bytes), kind and
/// byte. For formats in which hardly any bytes are good by chance.
inline bounce::bytes edited(bounce::bytes base, std::size_t from,
                            std::span<const std::uint8_t> edits) {
    for (; edits.size() >= 4; edits = edits.subspan(4)) {
        if (base.size() <= from) return base;
        const std::size_t wanted = edits[0] | static_cast<std::size_t>(edits[1]) << 8;
        const std::size_t at = from + wanted % (base.size() - from);
        const auto place = base.begin() + static_cast<std::ptrdiff_t>(at);
        const auto byte = static_cast<std::byte>(edits[3]);
        switch (edits[2] % 4) {
            case 0: *place = byte; break;
            case 1: base.insert(place, byte); break;
            case 2: base.erase(place); break;
            default: *place ^= byte; break;
        }
    }
    return base;
}

}  // namespace fuzz
