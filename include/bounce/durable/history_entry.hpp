#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/durable/operation_number.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace bounce::durable {

/// Something that happened to a run, for people to read. Never read to continue the run.
///
/// The end of an operation is not in here: each finished operation is kept as its
/// `operation_record`, which holds all that there is to tell.
struct history_entry {
    /// The numbers are stored.
    enum class kind : std::uint8_t {
        started = 0,
        signal_received = 1,
        cancel_requested = 2,
        ended = 3,
        stuck = 4,
        crashed = 5,
        interrupted = 6,  ///< an attempt at operation `number` was cut off
        retried = 7,  ///< an attempt at operation `number` failed and will be followed by another
        late_outcome = 8,  ///< an attempt at operation `number`, which the run had left, ended
    };

    kind what = kind::started;
    nanoseconds at{};
    /// Of the operation it is about; 0: none.
    operation_number number{};
    /// What people want to know: the name of the signal, the message of the failure.
    std::string text;
    /// The process it happened in, if it was a worker.
    std::int64_t pid = 0;

    friend bool operator==(const history_entry&, const history_entry&) = default;
};

[[nodiscard]] std::string_view to_string(history_entry::kind what) noexcept;

}  // namespace bounce::durable
