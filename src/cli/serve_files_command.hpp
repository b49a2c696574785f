#pragma once

#include "bounce/net/listen_address.hpp"

#include <string>

namespace bounce::cli {

struct serve_files_options {
    std::string directory;
    net::listen_address listen;
    bool hidden = false;
    bool json = false;
};

/// Serves until a signal comes, then drains.
[[nodiscard]] int run_serve_files(const serve_files_options& options);

}  // namespace bounce::cli
