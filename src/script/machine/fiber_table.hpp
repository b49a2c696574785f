#pragma once

#include "script/machine/fiber.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace bounce::script {

/// The fibers of an isolate by number. Numbers are given in turn and never used again, so a number is
/// found at its place in a table of a power of two, or a little behind it.
class fiber_table {
public:
    /// The fiber of that number; null once it has ended.
    [[nodiscard]] fiber* find(fiber_id id) const noexcept;
    /// Adds a fiber whose number is not in the table.
    fiber& add(std::unique_ptr<fiber> f);
    void erase(fiber_id id) noexcept;
    void clear() noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return count_; }
    /// All of them, by number.
    [[nodiscard]] std::vector<fiber*> sorted() const;

private:
    [[nodiscard]] std::size_t slot_of(fiber_id id) const noexcept;
    void rebuild(std::size_t slots);

    std::vector<std::unique_ptr<fiber>> slots_;
    std::size_t count_ = 0;
};

}  // namespace bounce::script
