#pragma once

#include "bounce/script/value.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

namespace bounce::script {

struct rooted_object;
class shape_table;

/// The heap of one isolate, as bookkeeping: how many bytes its objects use, how many they may use, the
/// shapes that its maps share, and the objects that are being dropped.
///
/// Going over the limit does not fail at once, as an allocation of a few bytes has no way to say so:
/// the machine asks `over_limit()` at safepoints. What allocates in proportion to a number that a
/// script chose asks `has_room` first.
///
/// The account must outlive its objects, except those that only a cycle through captured variables,
/// channels or tasks keeps: its destructor breaks those.
class heap_account {
public:
    explicit heap_account(std::size_t limit_bytes = std::numeric_limits<std::size_t>::max());
    heap_account(const heap_account&) = delete;
    heap_account& operator=(const heap_account&) = delete;
    ~heap_account();

    [[nodiscard]] std::size_t used_bytes() const noexcept { return used_; }
    [[nodiscard]] std::size_t peak_bytes() const noexcept { return peak_; }
    [[nodiscard]] std::size_t limit_bytes() const noexcept { return limit_; }
    void set_limit(std::size_t bytes) noexcept { limit_ = bytes; }
    [[nodiscard]] bool over_limit() const noexcept { return used_ > limit_; }
    [[nodiscard]] bool has_room(std::size_t bytes) const noexcept {
        return used_ <= limit_ && bytes <= limit_ - used_;
    }
    /// Objects that exist.
    [[nodiscard]] std::size_t objects() const noexcept { return objects_; }

    void charge(std::size_t bytes) noexcept {
        used_ += bytes;
        if (used_ > peak_) peak_ = used_;
    }
    void refund(std::size_t bytes) noexcept { used_ -= bytes; }

    /// Empties every cell, channel and task, so that no cycle is left. Values in them are gone.
    void break_cycles() noexcept;

    [[nodiscard]] shape_table& shapes() noexcept { return *shapes_; }

private:
    friend struct object;
    friend struct rooted_object;
    friend struct object_access;

    void bury(object* o) noexcept;

    std::size_t used_ = 0;
    std::size_t peak_ = 0;
    std::size_t limit_;
    std::size_t objects_ = 0;
    object* dead_ = nullptr;  // linked through `stored`, which a dead object has no use for
    bool burying_ = false;
    rooted_object* rooted_ = nullptr;  // those that cycles can lead through
    std::unique_ptr<shape_table> shapes_;
};

}  // namespace bounce::script
