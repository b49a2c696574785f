#pragma once

#include "script/machine/fiber.hpp"

#include <cstddef>
#include <memory>
#include <unordered_map>
#include <vector>

namespace bounce::script {

/// The fibers of an isolate by number.
class fiber_table {
public:
    /// The fiber of that number; null once it has ended.
    [[nodiscard]] fiber* find(fiber_id id) const noexcept {
        if (id == 0) return nullptr;
        const auto found = fibers_.find(id);
        return found == fibers_.end() ? nullptr : found->second.get();
    }
    /// Adds a fiber whose number is not in the table.
    fiber& add(std::unique_ptr<fiber> f) {
        const fiber_id id = f->id;
        return *(fibers_[id] = std::move(f));
    }
    void erase(fiber_id id) noexcept { fibers_.erase(id); }
    void clear() noexcept { fibers_.clear(); }
    [[nodiscard]] std::size_t size() const noexcept { return fibers_.size(); }
    /// All of them, by number.
    [[nodiscard]] std::vector<fiber*> sorted() const;

private:
    std::unordered_map<fiber_id, std::unique_ptr<fiber>> fibers_;
};

}  // namespace bounce::script
