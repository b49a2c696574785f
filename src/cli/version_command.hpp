#pragma once

#include <string>

namespace bounce::cli {

struct version_options {
    bool json = false;
};

/// "bounce 0.1.0 (epoll, clang 19.1.7)"
[[nodiscard]] std::string version_text();

[[nodiscard]] int run_version(const version_options& options);

}  // namespace bounce::cli
