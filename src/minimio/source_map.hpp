#pragma once

#include "minimio/slot_table.hpp"

#include "bounce/minimio/raw_source.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bounce::minimio::detail {

// Which slot a source is registered in: a hash table whose chains run through the slots' links, so that
// it costs four to eight bytes a source. Guarded by the loop's mutex.
class source_map {
public:
    explicit source_map(slot_table& slots) noexcept : slots_{slots} {}

    [[nodiscard]] bool contains(raw_source source) const noexcept;
    // Makes room for one more; the only function that allocates (throws std::bad_alloc).
    void reserve_one();
    // The slot holds the source already, and is in no list.
    void insert(std::uint32_t index) noexcept;
    void erase(std::uint32_t index) noexcept;

private:
    [[nodiscard]] std::size_t bucket_of(raw_source source) const noexcept;

    slot_table& slots_;
    std::vector<std::uint32_t> buckets_;  // a power of two of them, or none
    std::size_t count_ = 0;
};

}  // namespace bounce::minimio::detail
