#pragma once

#include "bounce/script/value.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace bounce::script {

/// The entries of a large map: a tree of two levels, a list of chunks of at most `chunk_entries` sorted
/// entries. A key is found by two binary searches, and an insertion moves half a chunk on average; the
/// list itself only grows when a chunk is split.
class key_tree {
public:
    static constexpr std::size_t chunk_entries = 64;

    struct entry {
        value key;
        value item;
    };

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t allocated_bytes() const noexcept;
    [[nodiscard]] entry* find(std::string_view key) noexcept;
    /// By position in the order of keys; quick if positions are asked for in order.
    [[nodiscard]] entry& at(std::size_t position) noexcept;
    [[nodiscard]] value& at_or_insert(const value& key);
    std::optional<value> remove(std::string_view key);
    /// For an entry whose key is greater than all before.
    void append(value key, value item);

private:
    struct chunk {
        std::vector<entry> entries;
        chunk() { entries.reserve(chunk_entries); }
        chunk(const chunk& other) {
            entries.reserve(chunk_entries);
            entries = other.entries;
        }
        chunk(chunk&&) noexcept = default;
        chunk& operator=(const chunk&) = delete;
        chunk& operator=(chunk&&) noexcept = default;
        ~chunk() = default;
    };

    [[nodiscard]] std::size_t chunk_of(std::string_view key) const noexcept;
    [[nodiscard]] static std::size_t lower_bound(const chunk& in, std::string_view key) noexcept;
    void forget_place() noexcept { place_chunk_ = place_first_ = 0; }

    std::vector<chunk> chunks_;
    std::size_t size_ = 0;
    // Where `at` was last: a chunk and the position of its first entry.
    std::size_t place_chunk_ = 0;
    std::size_t place_first_ = 0;
};

}  // namespace bounce::script
