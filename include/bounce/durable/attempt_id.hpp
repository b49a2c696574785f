#pragma once

#include "bounce/durable/operation_number.hpp"
#include "bounce/durable/run_number.hpp"

#include <compare>
#include <cstdint>

namespace bounce::durable {

/// One attempt at a step: the token without which no outcome is accepted. Attempts of an operation are
/// counted from 1, whatever became of them; only the last one is current.
struct attempt_id {
    run_number run{};
    operation_number operation{};
    std::uint32_t attempt = 0;

    friend auto operator<=>(const attempt_id&, const attempt_id&) = default;
};

}  // namespace bounce::durable
