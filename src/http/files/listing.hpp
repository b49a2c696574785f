#pragma once

#include "bounce/fs/directory_entry.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bounce::http::detail {

/// A page with a link to each name. `path`: of the directory, as people read it, "/" for the root.
[[nodiscard]] std::string list_page(std::string_view path,
                                    const std::vector<fs::directory_entry>& names);

}  // namespace bounce::http::detail
