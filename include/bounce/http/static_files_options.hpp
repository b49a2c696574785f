#pragma once

#include "bounce/base/limits.hpp"

#include <cstddef>
#include <string>

namespace bounce::http {

/// See static_files.
struct static_files_options {
    /// The place of the route's pattern that holds the path: "path" for "/*path".
    std::string parameter = "path";
    /// What answers for a directory, if it is there. Empty: nothing.
    std::string index = "index.html";
    /// A directory without an index answers with a list of its names; otherwise with 404.
    bool list_directories = true;
    /// Names that begin with a dot are served and listed; otherwise they do not exist.
    bool hidden = false;
    /// A directory with more names is not listed (403).
    std::size_t max_listed = limits::listed_names;

    static_files_options() {}  // NOLINT(modernize-use-equals-default): no aggregate, for g++ 12
};

}  // namespace bounce::http
