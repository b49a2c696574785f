#pragma once

#include <cstdint>

namespace bounce::minimio {

/// When a ready source is reported.
///
/// `edge` is the portable mode and the cheapest. It has one duty: after an operation gave
/// `would_block`, call `registration::would_block(interest)`. Until then a back end may stay silent
/// about that direction, and after it the next readiness is reported, at least once.
enum class mode : std::uint8_t {
    edge,      ///< when it becomes ready; not again before `would_block` told that it no longer is
    level,     ///< by every wait for as long as it is ready
    one_shot,  ///< once; then not before `registration::modify` arms it again
};

}  // namespace bounce::minimio
