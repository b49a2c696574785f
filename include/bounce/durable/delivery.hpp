#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/durable/operation_number.hpp"
#include "bounce/durable/outcome.hpp"

#include <cstdint>
#include <string>
#include <variant>

namespace bounce::durable {

/// Something that happened to a run: one entry of its inbox.
///
/// Deliveries take hold in the order of (`at`, `sequence`). `at` is when the entry arrived at the store,
/// in nanoseconds since 1970. Timers have no entries: a program knows its own, and a timer that was due
/// at or before `at` takes hold before the delivery does, also when both are found after an outage.
struct delivery {
    /// The run begins. Always its first delivery.
    struct started {
        bytes input;
        friend bool operator==(const started&, const started&) = default;
    };
    /// An operation that the run asked for has ended.
    struct finished {
        operation_number operation{};
        durable::outcome outcome;
        friend bool operator==(const finished&, const finished&) = default;
    };
    struct signal {
        std::string name;
        bytes payload;
        friend bool operator==(const signal&, const signal&) = default;
    };
    /// The run is asked to stop. It arrives once.
    struct cancel {
        std::string reason;
        friend bool operator==(const cancel&, const cancel&) = default;
    };
    using event = std::variant<started, finished, signal, cancel>;

    nanoseconds at{};
    /// The store's number of the entry; larger ones came later. 0: it never was in an inbox, because
    /// the worker that held the run performed the operation itself.
    std::uint64_t sequence = 0;
    event what;

    friend bool operator==(const delivery&, const delivery&) = default;
};

/// The order in which deliveries take hold.
[[nodiscard]] inline bool before(const delivery& a, const delivery& b) noexcept {
    return a.at != b.at ? a.at < b.at : a.sequence < b.sequence;
}

}  // namespace bounce::durable
