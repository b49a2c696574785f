#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bounce::cli {

/// The name that somebody who typed `typed` most likely meant, or nothing if none is close: at most two
/// letters wrong, missing, too many or swapped, and at least half of them right; or the beginning of
/// one name alone.
[[nodiscard]] std::string closest(std::string_view typed, const std::vector<std::string>& names);

}  // namespace bounce::cli
