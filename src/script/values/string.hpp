#pragma once

#include "script/values/object.hpp"

#include <string_view>

namespace bounce::script {

/// A string too long for a value: valid UTF-8, in one allocation with its object. `characters` counts
/// code points; if it equals `size` the string is ASCII and s[i] is found at once.
struct string_object : object {
    std::size_t size = 0;
    std::size_t characters = 0;
    std::size_t capacity = 0;

    [[nodiscard]] char* data() noexcept { return reinterpret_cast<char*>(this + 1); }
    [[nodiscard]] const char* data() const noexcept {
        return reinterpret_cast<const char*>(this + 1);
    }
    [[nodiscard]] std::string_view text() const noexcept { return {data(), size}; }
    [[nodiscard]] bool is_ascii() const noexcept { return size == characters; }
    [[nodiscard]] std::size_t allocated_bytes() const noexcept {
        return sizeof(string_object) + capacity;
    }

    /// An empty one with room for `capacity` bytes.
    [[nodiscard]] static string_object* allocate(heap_account* owner, std::size_t capacity);
    static void free(string_object* s) noexcept;

private:
    explicit string_object(heap_account* owner) noexcept : object{owner, kind::string} {}
};

/// A string value. `utf8` must be valid; what comes from outside is checked with `is_valid_utf8`.
/// Without an account the string is immortal (or inside the value).
[[nodiscard]] value make_string(heap_account* owner, std::string_view utf8);

/// The two texts, one behind the other.
[[nodiscard]] value join_text(heap_account* owner, std::string_view a, std::string_view b);

/// `s += tail`, in place if `s` is unique and has room, else into a new object with room to grow.
void append_text(heap_account* owner, value& s, std::string_view tail);

/// Code points of a string value; at once if it is on the heap.
[[nodiscard]] std::size_t count_characters(const value& s) noexcept;

}  // namespace bounce::script
