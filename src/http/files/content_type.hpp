#pragma once

#include <string_view>

namespace bounce::http::detail {

/// The Content-Type of a file of that name, by what stands behind its last dot, in upper or lower case.
/// "application/octet-stream" if that says nothing.
[[nodiscard]] std::string_view content_type_of(std::string_view name) noexcept;

}  // namespace bounce::http::detail
