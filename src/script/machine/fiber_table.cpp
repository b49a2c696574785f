#include "script/machine/fiber_table.hpp"

#include <algorithm>

namespace bounce::script {

namespace {
constexpr std::size_t first_slots = 8;
}

std::size_t fiber_table::slot_of(fiber_id id) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = static_cast<std::size_t>(id) & mask;
    while (slots_[at] != nullptr && slots_[at]->id != id) at = (at + 1) & mask;
    return at;
}

fiber* fiber_table::find(fiber_id id) const noexcept {
    return slots_.empty() ? nullptr : slots_[slot_of(id)].get();
}

fiber& fiber_table::add(std::unique_ptr<fiber> f) {
    // At most half full, so that a search ends soon; and an empty slot always ends it.
    if (slots_.size() < 2 * (count_ + 1)) rebuild(std::max(first_slots, slots_.size() * 2));
    const std::size_t at = slot_of(f->id);
    slots_[at] = std::move(f);
    ++count_;
    return *slots_[at];
}

void fiber_table::erase(fiber_id id) noexcept {
    if (slots_.empty()) return;
    const std::size_t mask = slots_.size() - 1;
    std::size_t hole = slot_of(id);
    if (slots_[hole] == nullptr) return;
    const std::unique_ptr<fiber> gone = std::move(slots_[hole]);
    --count_;
    // Those behind that a search would no longer reach move into the hole.
    for (std::size_t at = (hole + 1) & mask; slots_[at] != nullptr; at = (at + 1) & mask) {
        const std::size_t home = static_cast<std::size_t>(slots_[at]->id) & mask;
        if (((at - home) & mask) < ((at - hole) & mask)) continue;
        slots_[hole] = std::move(slots_[at]);
        hole = at;
    }
}

void fiber_table::clear() noexcept {
    slots_.clear();
    count_ = 0;
}

void fiber_table::rebuild(std::size_t slots) {
    std::vector<std::unique_ptr<fiber>> old(slots);
    old.swap(slots_);
    for (std::unique_ptr<fiber>& f : old) {
        if (f == nullptr) continue;
        const std::size_t at = slot_of(f->id);
        slots_[at] = std::move(f);
    }
}

std::vector<fiber*> fiber_table::sorted() const {
    std::vector<fiber*> all;
    all.reserve(count_);
    for (const std::unique_ptr<fiber>& f : slots_)
        if (f != nullptr) all.push_back(f.get());
    std::ranges::sort(all, {}, &fiber::id);
    return all;
}

}  // namespace bounce::script
