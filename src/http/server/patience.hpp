#pragma once

#include "bounce/base/clock.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace bounce::http::detail {

/// How long a peer may still pause. Waiting uses it up, bytes earn it back, up to the pause that is
/// allowed at once: so a peer may pause, but has to move a minimum of bytes on average.
class patience {
public:
    patience(nanoseconds pause, std::uint32_t bytes_per_second) noexcept
        : most_{pause}, per_byte_{seconds{1}}, left_{pause} {
        per_byte_ /= std::max<std::uint32_t>(bytes_per_second, 1);
    }

    void restore() noexcept { left_ = most_; }
    [[nodiscard]] nanoseconds left() const noexcept { return left_; }
    void waited(nanoseconds spent, std::size_t moved) noexcept {
        left_ -= std::min(spent, left_);
        const auto missing = most_ - left_;
        if (per_byte_ > nanoseconds::zero() &&
            moved < static_cast<std::size_t>(missing.count() / per_byte_.count()))
            left_ += per_byte_ * static_cast<std::int64_t>(moved);
        else if (moved > 0)
            left_ = most_;
    }

private:
    nanoseconds most_;
    nanoseconds per_byte_;
    nanoseconds left_;
};

}  // namespace bounce::http::detail
