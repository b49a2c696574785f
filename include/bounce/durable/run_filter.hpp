#pragma once

#include "bounce/durable/run_number.hpp"
#include "bounce/durable/run_status.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace bounce::durable {

/// Which runs a list has. Runs are listed in the order in which they were created.
struct run_filter {
    std::optional<run_status> status;
    /// Only ids that begin with this.
    std::string id_prefix;
    /// Only those after this one: the last of the page before.
    run_number after{};
    std::size_t limit = 1000;
};

}  // namespace bounce::durable
