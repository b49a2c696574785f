#include "script/values/shape.hpp"

#include <algorithm>
#include <functional>

namespace bounce::script {

namespace {

/// Charged for a shape: itself, its keys, and its node in the table.
[[nodiscard]] std::size_t bytes_of(const shape& s) noexcept {
    return sizeof(shape) + s.keys.capacity() * sizeof(value) + 4 * sizeof(void*);
}

/// The hash of a set is the sum of its members', so that a key can be added and taken away.
[[nodiscard]] std::uint64_t hash_of(const value& key) noexcept {
    std::uint64_t h = std::hash<std::string_view>{}(key.text());
    h ^= h >> 31U;
    return h * 0x9E37'79B9'7F4A'7C15U;
}

[[nodiscard]] bool same_key(const value& a, const value& b) noexcept {
    return a.identical(b) || a.text() == b.text();
}

}  // namespace

std::size_t shape::lower_bound(std::string_view key) const noexcept {
    const auto at =
        std::lower_bound(keys.begin(), keys.end(), key,
                         [](const value& k, std::string_view wanted) { return k.text() < wanted; });
    return static_cast<std::size_t>(at - keys.begin());
}

std::optional<std::size_t> shape::find(std::string_view key) const noexcept {
    const std::size_t slot = lower_bound(key);
    if (slot == keys.size() || keys[slot].text() != key) return std::nullopt;
    return slot;
}

void shape::release() noexcept {
    if (account != nullptr && --count == 0) account->shapes().forget(this);
}

shape_table::~shape_table() {
    for (const auto& entry : table_) delete entry.second;
}

void shape_table::forget(shape* s) noexcept {
    if (s->interned) {
        auto [at, end] = table_.equal_range(s->hash);
        while (at != end && at->second != s) ++at;
        if (at != end) table_.erase(at);
    }
    owner_.refund(bytes_of(*s));
    delete s;
}

shape* shape_table::make(std::uint64_t hash, std::vector<value> keys) {
    auto made = std::make_unique<shape>();
    made->account = &owner_;
    made->number = next_number_++;
    made->hash = hash;
    made->keys = std::move(keys);
    if (table_.size() < max_interned) {
        table_.emplace(hash, made.get());
        made->interned = true;
    }
    owner_.charge(bytes_of(*made));
    return made.release();
}

template <class SameKeys>
shape* shape_table::look_up(std::uint64_t hash, SameKeys&& same_keys) {
    auto [at, end] = table_.equal_range(hash);
    for (; at != end; ++at) {
        if (!same_keys(at->second->keys)) continue;
        at->second->retain();
        return at->second;
    }
    return nullptr;
}

shape* shape_table::of(std::vector<value> keys) {
    std::uint64_t hash = 0;
    for (const value& key : keys) hash += hash_of(key);
    shape* const known = look_up(hash, [&](const std::vector<value>& other) {
        return std::ranges::equal(keys, other, same_key);
    });
    return known != nullptr ? known : make(hash, std::move(keys));
}

shape* shape_table::with(const shape& from, std::size_t slot, const value& key) {
    const std::uint64_t hash = from.hash + hash_of(key);
    const auto split = static_cast<std::ptrdiff_t>(slot);
    shape* const known = look_up(hash, [&](const std::vector<value>& other) {
        return other.size() == from.keys.size() + 1 && same_key(other[slot], key) &&
               std::equal(from.keys.begin(), from.keys.begin() + split, other.begin(), same_key) &&
               std::equal(from.keys.begin() + split, from.keys.end(), other.begin() + split + 1,
                          same_key);
    });
    return known != nullptr ? known : make(hash, keys_with(from, slot, key));
}

shape* shape_table::without(const shape& from, std::size_t slot) {
    const std::uint64_t hash = from.hash - hash_of(from.keys[slot]);
    std::vector<value> keys = keys_without(from, slot);
    shape* const known = look_up(hash, [&](const std::vector<value>& other) {
        return std::ranges::equal(keys, other, same_key);
    });
    return known != nullptr ? known : make(hash, std::move(keys));
}

std::vector<value> keys_with(const shape& from, std::size_t slot, const value& key) {
    std::vector<value> keys;
    keys.reserve(from.keys.size() + 1);
    keys = from.keys;
    keys.insert(keys.begin() + static_cast<std::ptrdiff_t>(slot), key);
    return keys;
}

std::vector<value> keys_without(const shape& from, std::size_t slot) {
    std::vector<value> keys = from.keys;
    keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(slot));
    return keys;
}

}  // namespace bounce::script
