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

// The slots of one loop, in chunks that double in size and never move: 64, 64, 128, 256, …
// `take` and `give_back` need the loop's mutex; looking up needs nothing.
class slot_table {
public:
    explicit slot_table(std::size_t limit) noexcept : limit_{limit} {}
    ~slot_table();
    slot_table(const slot_table&) = delete;
    slot_table& operator=(const slot_table&) = delete;

    // The index of a free slot, now in no list. Errors: limit_exceeded, not_enough_memory.
    [[nodiscard]] result<std::uint32_t> take();
    void give_back(std::uint32_t index) noexcept;

    [[nodiscard]] slot& at(std::uint32_t index) const noexcept {
        const unsigned chunk = chunk_of(index);
        return chunks_[chunk].load(memory_order_acquire)[index - first_of(chunk)];
    }
    // The slot of a key, or null if that registration has ended. Somebody without the mutex may find it
    // ended right afterwards.
    [[nodiscard]] slot* find(registration_key key) const noexcept {
        slot& s = at(index_of(key));
        return s.generation.load(memory_order_acquire) == generation_of(key) ? &s : nullptr;
    }

private:
    static constexpr std::uint32_t smallest = 64;
    static constexpr std::size_t chunk_count = index_bits - std::bit_width(smallest) + 2;

    static constexpr unsigned chunk_of(std::uint32_t index) noexcept {
        return static_cast<unsigned>(std::bit_width(index / smallest));
    }
    static constexpr std::uint32_t first_of(unsigned chunk) noexcept {
        return chunk == 0 ? 0 : smallest << (chunk - 1);
    }
    static constexpr std::uint32_t size_of(unsigned chunk) noexcept {
        return chunk == 0 ? smallest : smallest << (chunk - 1);
    }

    // Null until the first slot of the chunk is taken; then written once, with release.
    std::array<atomic<slot*>, chunk_count> chunks_{};
    const std::size_t limit_;
    std::size_t taken_ = 0;
    std::uint32_t used_ = 0;         // slots that were ever taken; the next fresh one
    std::uint32_t free_ = no_index;  // the list of those that were given back, latest first
};

}  // namespace bounce::minimio::detail
