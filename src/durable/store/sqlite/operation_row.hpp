#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/durable/attempt_counts.hpp"
#include "bounce/durable/operation_number.hpp"
#include "bounce/durable/operation_record.hpp"
#include "bounce/durable/run_number.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace bounce::durable::sqlite_store_detail {

/// What the run thinks of an operation. The numbers are stored.
enum class leaving : std::uint8_t {
    wanted = 0,
    left = 1,          ///< nothing goes to the inbox any more, nothing is tried again
    last_attempt = 2,  ///< left with `on_cancel::wait`: nothing is tried again
};

/// A row of the table `operations`, without the request.
struct operation_row {
    run_number run{};
    operation_number number{};
    operation_record::kind what = operation_record::kind::step;
    std::string name;
    /// Empty: that of the run's uuid and the number.
    std::string key;
    nanoseconds requested_at{};
    std::uint32_t attempt = 0;
    attempt_counts counts;
    /// Not set: no attempt is under way; 0: one is, of a worker that is dead.
    std::optional<std::int64_t> worker;
    std::int64_t pid = 0;
    std::optional<nanoseconds> started_at;
    std::optional<nanoseconds> due_at;
    leaving left = leaving::wanted;
    std::optional<run_number> child;
    /// A `close_policy` or an `on_cancel`.
    std::uint8_t when_left = 0;
    std::string failure;

    [[nodiscard]] bool under_way() const noexcept { return worker.has_value(); }
    /// The attempt is the current one and under way.
    [[nodiscard]] bool performs(std::uint32_t token) const noexcept {
        return under_way() && attempt == token;
    }
};

}  // namespace bounce::durable::sqlite_store_detail
