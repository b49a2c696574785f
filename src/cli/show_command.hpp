#pragma once

#include "bounce/durable/operation_record.hpp"
#include "bounce/durable/run_record.hpp"

#include <string>
#include <vector>

namespace bounce::cli {

struct show_options {
    std::string id;
    std::string store;
    bool json = false;
};

/// Prints a run: how it stands, its steps, its output.
[[nodiscard]] int show_run(const show_options& options);

struct list_options {
    std::string store;
    std::string status;
    std::string prefix;
    bool json = false;
};

/// Prints the runs of a store, a line each.
[[nodiscard]] int list_runs(const list_options& options);

/// {"id", "status", "steps", "waiting_for", "result", "error"}.
[[nodiscard]] std::string json_of(const durable::run_record& run,
                                  const std::vector<durable::operation_record>& operations = {});

}  // namespace bounce::cli
