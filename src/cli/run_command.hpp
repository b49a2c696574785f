#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bounce::cli {

struct run_options {
    std::string file;
    std::vector<std::string> arguments;
    bool trace = false;
    std::string trace_file;
    /// Stop at the k-th safepoint and write an image.
    std::optional<std::uint64_t> stop_at;
    std::string image;
};

/// Runs a script to its end, or to where it is to stop.
[[nodiscard]] int run_script(const run_options& options);

struct resume_options {
    std::string image;
    std::vector<std::string> arguments;
};

/// Continues a script that `run --stop-at` has stored.
[[nodiscard]] int resume_script(const resume_options& options);

}  // namespace bounce::cli
