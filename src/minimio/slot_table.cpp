#include "minimio/slot_table.hpp"

#include "bounce/base/errc.hpp"

#include <new>

namespace bounce::minimio::detail {

slot_table::~slot_table() {
    for (atomic<slot*>& chunk : chunks_) delete[] chunk.load(memory_order_relaxed);
}

result<std::uint32_t> slot_table::take_fresh() {
    static_assert(place_of(index_mask).chunk == chunk_count - 1);
    if (taken_ == limit_) return errc::limit_exceeded;
    const place where = place_of(used_);
    if (chunks_[where.chunk].load(memory_order_relaxed) == nullptr) {
        slot* fresh = new (std::nothrow) slot[size_of(where.chunk)];
        if (fresh == nullptr) return error{std::errc::not_enough_memory};
        chunks_[where.chunk].store(fresh, memory_order_release);
    }
    ++taken_;
    return used_++;
}

}  // namespace bounce::minimio::detail
