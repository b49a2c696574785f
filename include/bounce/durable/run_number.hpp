#pragma once

#include <cstdint>

namespace bounce::durable {

/// The store's own number of a run: short, never reused, and meaningless in another store.
enum class run_number : std::int64_t {};

}  // namespace bounce::durable
