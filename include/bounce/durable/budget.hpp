#pragma once

#include <cstdint>

namespace bounce::durable {

/// How long a program may go on before it returns to its caller.
struct budget {
    budget() = default;
    explicit budget(std::uint64_t the_fuel) : fuel{the_fuel} {}

    /// In the program's own units: about one for each call and each turn of a loop. A program that
    /// still could go on when it is spent returns a `runnable` slice.
    std::uint64_t fuel = 2'000'000;
};

}  // namespace bounce::durable
