#pragma once

#include <cstdint>
#include <string>

namespace bounce::durable {

struct store_info {
    /// "memory", "sqlite", "postgres".
    std::string kind;
    /// Where it is, for people: "sqlite:bounce.db".
    std::string place;
    std::uint32_t schema_version = 0;
};

}  // namespace bounce::durable
