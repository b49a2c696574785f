#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/base/limits.hpp"

namespace bounce::net {

/// How `connect` connects. For a deadline, put it under `timeout`.
struct connect_options {
    connect_options() noexcept {}  // NOLINT(modernize-use-equals-default): g++ 12

    /// How long an attempt may take before the next address is tried beside it.
    nanoseconds attempt_delay = limits::connect_attempt_delay;
    /// Small writes go out at once.
    bool nodelay = true;
};

}  // namespace bounce::net
