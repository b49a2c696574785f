#pragma once

#include "script/values/channel.hpp"

#include <compare>
#include <cstdint>

namespace bounce::script {

/// A timer of a waiting fiber: one entry of `isolate_state::timers`.
struct timer {
    std::int64_t due_ns = 0;     ///< since 1970
    std::uint64_t sequence = 0;  ///< order of those due at the same time
    fiber_id fiber = 0;
    std::uint32_t arm = 0;

    friend auto operator<=>(const timer& a, const timer& b) noexcept {
        if (const auto order = a.due_ns <=> b.due_ns; order != 0) return order;
        return a.sequence <=> b.sequence;
    }
    friend bool operator==(const timer& a, const timer& b) noexcept {
        return a.due_ns == b.due_ns && a.sequence == b.sequence;
    }
};

}  // namespace bounce::script
