#pragma once

#include "minimio/key.hpp"
#include "minimio/slot.hpp"

#include "bounce/base/result.hpp"
#include "bounce/base/threads.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace bounce::minimio::detail {

// The slots of one loop, in chunks that never move. Four chunks are as large as all before them, then
// the size doubles: 4 × 16, 4 × 32, 4 × 64, … So at most a fifth of the memory is slots that nobody has
// used yet, and two shifts find a slot.
// `take` and `give_back` need the loop's mutex; looking up needs nothing.
class slot_table {
public:
    explicit slot_table(std::size_t limit) noexcept : limit_{limit} {}
    ~slot_table();
    slot_table(const slot_table&) = delete;
    slot_table& operator=(const slot_table&) = delete;

    // The index of a free slot, now in no list. Errors: limit_exceeded, not_enough_memory.
    [[nodiscard]] result<std::uint32_t> take() {
        if (free_ == no_index) [[unlikely]]
            return take_fresh();
        const std::uint32_t index = free_;
        slot& s = at(index);
        free_ = s.link;
        s.link = no_index;
        ++taken_;
        return index;
    }
    void give_back(std::uint32_t index) noexcept {
        slot& s = at(index);
        s.source = raw_source{};
        s.link = free_;
        free_ = index;
        --taken_;
    }

    [[nodiscard]] slot& at(std::uint32_t index) const noexcept {
        const place where = place_of(index);
        return chunks_[where.chunk].load(memory_order_acquire)[where.offset];
    }
    // The slot of a key, or null if that registration has ended. Somebody without the mutex may find it
    // ended right afterwards.
    [[nodiscard]] slot* find(registration_key key) const noexcept {
        slot& s = at(index_of(key));
        return s.generation.load(memory_order_acquire) == generation_of(key) ? &s : nullptr;
    }

private:
    static constexpr unsigned smallest_bits = 4;  // the first chunks have 16 slots
    static constexpr unsigned fourth_bits = 2;
    static constexpr std::uint32_t bias = std::uint32_t{1} << (smallest_bits + fourth_bits);

    static constexpr std::uint32_t first_place =
        (smallest_bits << fourth_bits) + (std::uint32_t{1} << fourth_bits);

    struct place {
        std::uint32_t chunk;
        std::uint32_t offset;
    };
    // With the bias added, the highest bit of an index is the doubling, the two bits below it are the
    // fourth of it, and the rest is the offset. The highest bit and the fourth together are 4 to 7.
    static constexpr place place_of(std::uint32_t index) noexcept {
        const std::uint32_t biased = index + bias;
        const auto offset_bits = static_cast<unsigned>(std::bit_width(biased)) - 1 - fourth_bits;
        return {(offset_bits << fourth_bits) + (biased >> offset_bits) - first_place,
                biased & ((std::uint32_t{1} << offset_bits) - 1)};
    }
    static constexpr std::uint32_t size_of(std::uint32_t chunk) noexcept {
        return std::uint32_t{1} << (smallest_bits + (chunk >> fourth_bits));
    }
    // One chunk begins at the last doubling, for the last `bias` indices.
    static constexpr std::size_t chunk_count =
        ((index_bits - smallest_bits - fourth_bits) << fourth_bits) + 1;

    [[nodiscard]] result<std::uint32_t> take_fresh();

    // Null until the first slot of the chunk is taken; then written once, with release.
    std::array<atomic<slot*>, chunk_count> chunks_{};
    const std::size_t limit_;
    std::size_t taken_ = 0;
    std::uint32_t used_ = 0;         // slots that were ever taken; the next fresh one
    std::uint32_t free_ = no_index;  // the list of those that were given back, latest first
};

}  // namespace bounce::minimio::detail
