#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace bounce::http::detail {

/// The time now as the Date field has it: "Sun, 06 Nov 1994 08:49:37 GMT". Formatted once a second and
/// thread; valid until the next call on this thread.
[[nodiscard]] std::string_view date_now() noexcept;

/// Any time in that form.
[[nodiscard]] std::string http_date(std::chrono::sys_seconds time);

}  // namespace bounce::http::detail
