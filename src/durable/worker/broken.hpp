#pragma once

#include "bounce/base/error.hpp"
#include "bounce/durable/errc.hpp"

namespace bounce::durable {

/// The code or the state of a run is such that no further look makes it better.
[[nodiscard]] inline bool is_broken(const error& why) {
    return why == bounce::errc::malformed || why == bounce::errc::type_mismatch ||
           why == bounce::errc::limit_exceeded || why == errc::bad_state || why == errc::corrupt ||
           why == errc::code_missing;
}

}  // namespace bounce::durable
