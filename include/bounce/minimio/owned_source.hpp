#pragma once

#include "bounce/minimio/raw_source.hpp"
#include "bounce/minimio/unique_source.hpp"

#include <utility>

namespace bounce::minimio {

/// What all owners of a descriptor have in common: each closes it at its end, and is empty once it was
/// moved from or released.
class owned_source {
public:
    /// The descriptor, to register it; it stays this object's. Invalid in an empty one.
    [[nodiscard]] raw_source source() const noexcept { return source_.get(); }
    /// Gives the descriptor away; the caller closes it from now on.
    [[nodiscard]] raw_source release() noexcept { return source_.release(); }
    [[nodiscard]] explicit operator bool() const noexcept { return static_cast<bool>(source_); }
    /// Closes the descriptor now instead of at the end. Remove its registration before.
    void close() noexcept { source_.reset(); }

protected:
    owned_source() noexcept = default;
    explicit owned_source(unique_source owned) noexcept : source_{std::move(owned)} {}
    owned_source(owned_source&&) noexcept = default;
    owned_source& operator=(owned_source&&) noexcept = default;
    ~owned_source() = default;

private:
    unique_source source_;
};

}  // namespace bounce::minimio
