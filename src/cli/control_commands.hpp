#pragma once

#include <string>

namespace bounce::cli {

struct signal_options {
    std::string id;
    std::string name;
    std::string payload;  ///< JSON; empty: ()
    std::string request_id;
    std::string store;
};

/// Sends a signal to a run.
[[nodiscard]] int send_signal(const signal_options& options);

struct end_options {
    std::string id;
    std::string reason;
    std::string store;
};

/// Asks a run to stop: it is told once and may clean up.
[[nodiscard]] int cancel_run(const end_options& options);
/// Ends a run here and now.
[[nodiscard]] int kill_run(const end_options& options);

}  // namespace bounce::cli
