#pragma once

#include "minimio/slot_table.hpp"

#include "bounce/minimio/raw_source.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace bounce::minimio::detail {

// Which slot a source is registered in: a hash table whose chains run through the slots' links, so that
// it costs four to eight bytes a source. Guarded by the loop's mutex.
class source_map {
public:
    explicit source_map(slot_table& slots) noexcept : slots_{slots} {}

    [[nodiscard]] bool contains(raw_source source) const noexcept {
        if (buckets_.empty()) return false;
        std::uint32_t index = buckets_[bucket_of(source)];
        while (index != no_index && slots_.at(index).source != source)
            index = slots_.at(index).link;
        return index != no_index;
    }
    // Makes room for one more; the only function that allocates (throws std::bad_alloc).
    void reserve_one() {
        if (count_ == buckets_.size()) [[unlikely]]
            grow();
    }
    // The slot holds the source already, and is in no list.
    void insert(std::uint32_t index) noexcept {
        slot& s = slots_.at(index);
        std::uint32_t& head = buckets_[bucket_of(s.source)];
        s.link = head;
        head = index;
        ++count_;
    }
    void erase(std::uint32_t index) noexcept {
        slot& s = slots_.at(index);
        std::uint32_t* at = &buckets_[bucket_of(s.source)];
        while (*at != index) at = &slots_.at(*at).link;
        *at = s.link;
        s.link = no_index;
        --count_;
    }

private:
    [[nodiscard]] std::size_t bucket_of(raw_source source) const noexcept {
        // Descriptors are small numbers in a row: the lowest bits alone spread them best.
        return std::hash<decltype(source.fd)>{}(source.fd) & (buckets_.size() - 1);
    }
    void grow();

    slot_table& slots_;
    std::vector<std::uint32_t> buckets_;  // a power of two of them, or none
    std::size_t count_ = 0;
};

}  // namespace bounce::minimio::detail
