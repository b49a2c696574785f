#include "minimio/slot_table.hpp"

#include "bounce/base/errc.hpp"

#include <new>

namespace bounce::minimio::detail {

slot_table::~slot_table() {
    for (atomic<slot*>& chunk : chunks_) delete[] chunk.load(memory_order_relaxed);
}

result<std::uint32_t> slot_table::take() {
    static_assert(first_of(chunk_count - 1) + size_of(chunk_count - 1) == index_mask + 1);
    if (taken_ == limit_) return errc::limit_exceeded;
    if (free_ != no_index) {
        const std::uint32_t index = free_;
        slot& s = at(index);
        free_ = s.link;
        s.link = no_index;
        ++taken_;
        return index;
    }
    const unsigned chunk = chunk_of(used_);
    if (chunks_[chunk].load(memory_order_relaxed) == nullptr) {
        slot* fresh = new (std::nothrow) slot[size_of(chunk)];
        if (fresh == nullptr) return error{std::errc::not_enough_memory};
        chunks_[chunk].store(fresh, memory_order_release);
    }
    ++taken_;
    return used_++;
}

void slot_table::give_back(std::uint32_t index) noexcept {
    slot& s = at(index);
    s.source = raw_source{};
    s.link = free_;
    free_ = index;
    --taken_;
}

}  // namespace bounce::minimio::detail
