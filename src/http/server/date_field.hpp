#pragma once

#include <string_view>

namespace bounce::http::detail {

/// The time now as the Date field has it: "Sun, 06 Nov 1994 08:49:37 GMT". Formatted once a second and
/// thread; valid until the next call on this thread.
[[nodiscard]] std::string_view date_now() noexcept;

}  // namespace bounce::http::detail
