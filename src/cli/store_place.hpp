#pragma once

#include "bounce/base/result.hpp"
#include "bounce/durable/store.hpp"

#include <memory>
#include <string>

namespace bounce::cli {

/// The store that `--store` names: "sqlite:PATH" or "memory:". `create`: make a new one where there is
/// none; only what puts something into a store does that.
[[nodiscard]] result<std::unique_ptr<durable::store>> open_store(const std::string& place,
                                                                 bool create);

/// What `--store` is unless somebody says otherwise.
inline constexpr const char* default_store = "sqlite:bounce.db";

}  // namespace bounce::cli
