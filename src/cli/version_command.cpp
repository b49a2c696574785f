#include "cli/version_command.hpp"

#include "cli/exit_status.hpp"

#include "bounce/data/json.hpp"
#include "bounce/minimio/poll.hpp"

#include <cstdio>

namespace bounce::cli {

namespace {

std::string compiler() {
#if defined(__clang__)
    return "clang " + std::to_string(__clang_major__) + "." + std::to_string(__clang_minor__) +
           "." + std::to_string(__clang_patchlevel__);
#elif defined(__GNUC__)
    return "g++ " + std::to_string(__GNUC__) + "." + std::to_string(__GNUC_MINOR__) + "." +
           std::to_string(__GNUC_PATCHLEVEL__);
#else
    return "an unknown compiler";
#endif
}

std::string back_end() { return std::string{minimio::poll::backend_name()}; }

}  // namespace

std::string version_text() {
    return "bounce " BOUNCE_VERSION " (" + back_end() + ", " + compiler() + ")";
}

int run_version(const version_options& options) {
    if (options.json) {
        const json::object about{{"name", "bounce"},
                                 {"version", BOUNCE_VERSION},
                                 {"back_end", back_end()},
                                 {"compiler", compiler()}};
        std::puts(json::write(about).c_str());
    } else {
        std::puts(version_text().c_str());
    }
    return success;
}

}  // namespace bounce::cli
