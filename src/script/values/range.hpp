#pragma once

#include "script/values/object.hpp"

#include <cstdint>
#include <limits>

namespace bounce::script {

/// `begin..end` or `begin..=end`. An open end is the farthest number: `..` is 0..max.
struct range_object : object {
    static constexpr std::int64_t open_end = std::numeric_limits<std::int64_t>::max();

    std::int64_t begin;
    std::int64_t end;
    bool inclusive;

    range_object(heap_account* owner, std::int64_t first, std::int64_t last,
                 bool with_last) noexcept
        : object{owner, kind::range}, begin{first}, end{last}, inclusive{with_last} {}

    [[nodiscard]] bool contains(std::int64_t i) const noexcept {
        return i >= begin && (inclusive ? i <= end : i < end);
    }
    [[nodiscard]] bool is_empty() const noexcept { return inclusive ? begin > end : begin >= end; }
};

[[nodiscard]] inline value make_range(heap_account* owner, std::int64_t begin, std::int64_t end,
                                      bool inclusive) {
    return create<range_object>(owner, begin, end, inclusive);
}

}  // namespace bounce::script
