#pragma once

#include "script/values/object.hpp"
#include "script/values/shape.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace bounce::script {

class key_tree;

/// A map from strings to values, in order of the keys' bytes. With up to `shaped_keys` keys it is a
/// shared shape and an array of slots; a larger one is a tree of its own, and stays one.
struct map_object : object {
    static constexpr std::size_t shaped_keys = 64;

    explicit map_object(heap_account* owner);
    /// `slots[i]` belongs to `keys->keys[i]`; takes over the caller's reference to `keys`.
    map_object(heap_account* owner, shape* keys, std::vector<value> slots);
    /// A copy of the content; the elements are shared.
    map_object(heap_account* owner, const map_object& other);
    ~map_object();

    [[nodiscard]] std::size_t size() const noexcept;
    /// The value of a key, or null. Valid until the map is changed.
    [[nodiscard]] value* find(std::string_view key) noexcept;
    [[nodiscard]] const value* find(std::string_view key) const noexcept;
    /// The entry at a position in the order of keys; position < size().
    [[nodiscard]] const value& key_at(std::size_t position) const noexcept;
    [[nodiscard]] const value& value_at(std::size_t position) const noexcept;
    [[nodiscard]] value& value_at(std::size_t position) noexcept;

    /// The value of a key, made () if the key is new.
    value& at_or_insert(const value& key);
    void set(const value& key, value v) { at_or_insert(key) = std::move(v); }
    /// Removes a key; its value, if it was there.
    std::optional<value> remove(std::string_view key);
    void clear();

    /// The shape of a small map, for caches: slot i is `slots()[i]`. Null for a large one.
    [[nodiscard]] const shape* layout() const noexcept { return shape_; }
    [[nodiscard]] std::span<value> slots() noexcept { return slots_; }
    [[nodiscard]] std::span<const value> slots() const noexcept { return slots_; }

    /// f(key, value) for each entry in order.
    template <class F>
    void for_each(F&& f) const {
        const std::size_t n = size();
        for (std::size_t i = 0; i < n; ++i) f(key_at(i), value_at(i));
    }

private:
    void settle() noexcept;
    void grow_into_tree();
    void drop_shape() noexcept;
    void take_shape(shape* next) noexcept;

    shape* shape_;
    std::vector<value> slots_;
    std::unique_ptr<key_tree> tree_;
    std::size_t charged_ = 0;
};

[[nodiscard]] inline value make_map(heap_account* owner) { return create<map_object>(owner); }
/// The map of a literal: `values[i]` belongs to `keys->keys[i]`. The caller keeps its reference.
[[nodiscard]] inline value make_map(heap_account* owner, shape* keys, std::vector<value> values) {
    keys->retain();
    return create<map_object>(owner, keys, std::move(values));
}

}  // namespace bounce::script
