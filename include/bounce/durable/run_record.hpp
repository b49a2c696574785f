#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/durable/outcome.hpp"
#include "bounce/durable/run_info.hpp"
#include "bounce/durable/run_status.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bounce::durable {

/// A run as others see it: as of its last commit.
struct run_record {
    run_info info;
    run_status status = run_status::scheduled;
    std::string waiting_for;
    std::map<std::string, std::string> attributes;
    /// With a final status.
    std::optional<outcome> result;
    std::vector<std::string> undelivered_signals;

    nanoseconds created_at{};
    /// When it was, or will be, allowed to begin.
    nanoseconds start_at{};
    std::optional<nanoseconds> ended_at;
    std::optional<nanoseconds> wake_at;
    /// When somebody asked for its end.
    std::optional<nanoseconds> cancelled_at;
    /// The id of the run that started it, if one did.
    std::string parent;

    std::uint64_t epoch = 0;
    std::uint64_t commits = 0;
    std::uint32_t claims = 0;
    std::uint32_t crashes = 0;
    /// The process that holds it; 0: none does.
    std::int64_t pid = 0;
    /// Bytes of its state, and entries in its inbox.
    std::size_t state_bytes = 0;
    std::size_t inbox = 0;
};

}  // namespace bounce::durable
