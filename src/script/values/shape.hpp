#pragma once

#include "script/values/object.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bounce::script {

/// The keys of small maps, in order. Maps of one isolate with the same keys share one shape, so an
/// inline cache that has seen `number` knows the slot of a name. A shape never changes. Counted by its
/// maps; one without an account is immortal.
struct shape {
    heap_account* account = nullptr;
    std::uint64_t number = 0;  ///< never used again in this isolate; 0 for an immortal shape
    std::uint64_t hash = 0;    ///< of the set of keys
    std::uint32_t count = 1;
    bool interned = false;
    std::vector<value> keys;  ///< strings, ascending by their bytes

    /// The slot of a key.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view key) const noexcept;
    /// The first slot whose key is not less.
    [[nodiscard]] std::size_t lower_bound(std::string_view key) const noexcept;
    void retain() noexcept {
        if (account != nullptr) ++count;
    }
    void release() noexcept;
};

/// The keys of `from` with one more at `slot`, and without the one at `slot`.
[[nodiscard]] std::vector<value> keys_with(const shape& from, std::size_t slot, const value& key);
[[nodiscard]] std::vector<value> keys_without(const shape& from, std::size_t slot);

/// The shapes of an isolate. At most `max_interned` are shared; further ones belong to one map each, so
/// that a script which makes ever new keys cannot fill this table. All are charged to the isolate.
class shape_table {
public:
    static constexpr std::size_t max_interned = 4096;

    explicit shape_table(heap_account& owner) noexcept : owner_{owner} {}
    shape_table(const shape_table&) = delete;
    shape_table& operator=(const shape_table&) = delete;
    ~shape_table();

    /// The shape with exactly these keys, which are strings in strictly ascending order. The caller owns
    /// one reference.
    [[nodiscard]] shape* of(std::vector<value> keys);
    /// The shape of `from` with one key more, at `slot`; or with the key at `slot` removed.
    [[nodiscard]] shape* with(const shape& from, std::size_t slot, const value& key);
    [[nodiscard]] shape* without(const shape& from, std::size_t slot);

    [[nodiscard]] std::size_t interned() const noexcept { return table_.size(); }

private:
    friend struct shape;
    void forget(shape* s) noexcept;
    [[nodiscard]] shape* make(std::uint64_t hash, std::vector<value> keys);
    template <class SameKeys>
    [[nodiscard]] shape* look_up(std::uint64_t hash, SameKeys&& same_keys);

    heap_account& owner_;
    std::uint64_t next_number_ = 1;
    std::unordered_multimap<std::uint64_t, shape*> table_;
};

}  // namespace bounce::script
