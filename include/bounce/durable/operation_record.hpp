#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/durable/attempt_counts.hpp"
#include "bounce/durable/operation_number.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bounce::durable {

/// An operation as others see it, open or finished.
struct operation_record {
    /// The numbers are stored.
    enum class kind : std::uint8_t { step = 0, host_call = 1, child = 2, signal = 3 };
    /// The numbers are stored.
    enum class status : std::uint8_t {
        waiting = 0,  ///< for a worker, or for the time of its next try
        running = 1,  ///< an attempt, or the child, is under way
        succeeded = 2,
        failed = 3,
        abandoned = 4,  ///< the run left it
    };

    operation_number number{};
    kind what = kind::step;
    status state = status::waiting;
    std::string name;
    /// The idempotency key; of a child or a signal, the id of the other run.
    std::string key;
    /// Attempts that were begun, and what became of them.
    std::uint32_t attempts = 0;
    attempt_counts counts;
    nanoseconds requested_at{};
    /// The beginning of the last attempt.
    std::optional<nanoseconds> started_at;
    std::optional<nanoseconds> ended_at;
    std::optional<nanoseconds> retry_at;
    /// The process of the last attempt; 0: there was none.
    std::int64_t pid = 0;
    /// Kind and message of the last failure.
    std::string failure;

    friend bool operator==(const operation_record&, const operation_record&) = default;
};

[[nodiscard]] std::string_view to_string(operation_record::kind what) noexcept;
[[nodiscard]] std::string_view to_string(operation_record::status state) noexcept;

}  // namespace bounce::durable
