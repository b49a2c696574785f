#pragma once

#include "bounce/base/threads.hpp"
#include "bounce/durable/store_fault.hpp"

#include <cstdint>

namespace bounce::durable {

/// Which call of a failing store fails: the n-th, counted from 1 over all its methods. A scenario that
/// is repeated with n = 1, 2, ... until `calls()` stays below n has met a failure at each of its
/// accesses to the store. Several failing stores may share a plan; usable from any thread.
class fault_plan {
public:
    /// n = 0: none fails.
    fault_plan(std::uint64_t n, store_fault fault) noexcept : n_{n}, fault_{fault} {}

    /// Counts a call and says what happens to it.
    [[nodiscard]] store_fault next() noexcept {
        return calls_.fetch_add(1, memory_order_relaxed) + 1 == n_ ? fault_ : store_fault::none;
    }
    [[nodiscard]] std::uint64_t calls() const noexcept { return calls_.load(memory_order_relaxed); }

private:
    const std::uint64_t n_;
    const store_fault fault_;
    // A count and nothing else: no other memory depends on it.
    atomic<std::uint64_t> calls_{0};
};

}  // namespace bounce::durable
