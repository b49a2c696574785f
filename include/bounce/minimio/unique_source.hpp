#pragma once

#include "bounce/minimio/raw_source.hpp"

#include <utility>

namespace bounce::minimio {

/// Owns a descriptor and closes it.
class unique_source {
public:
    unique_source() noexcept = default;
    explicit unique_source(raw_source owned) noexcept : raw_{owned} {}
    unique_source(unique_source&& other) noexcept : raw_{other.release()} {}
    unique_source& operator=(unique_source&& other) noexcept {
        if (this != &other) {
            reset();
            raw_ = other.release();
        }
        return *this;
    }
    ~unique_source() { reset(); }

    [[nodiscard]] raw_source get() const noexcept { return raw_; }
    [[nodiscard]] explicit operator bool() const noexcept { return raw_.valid(); }

    /// Gives the descriptor to the caller, who closes it from now on.
    [[nodiscard]] raw_source release() noexcept { return std::exchange(raw_, raw_source{}); }

    /// Closes the descriptor, if there is one.
    void reset() noexcept;

private:
    raw_source raw_{};
};

}  // namespace bounce::minimio
