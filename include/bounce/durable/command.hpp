#pragma once

#include "bounce/durable/close_policy.hpp"
#include "bounce/durable/operation_body.hpp"
#include "bounce/durable/operation_number.hpp"
#include "bounce/durable/run_uuid.hpp"
#include "bounce/durable/step_policy.hpp"

#include <optional>
#include <string>
#include <variant>

namespace bounce::durable {

/// What a program asks for. Every operation (step, host call, child, outgoing signal) has a number from
/// the one counter of the run and ends with one `delivery::finished` of that number, unless the program
/// abandons it first.
struct command {
    /// Perform a body, with the policy's patience.
    struct step {
        operation_number number{};
        /// For people: lists and histories show it.
        std::string name;
        operation_body body;
        step_policy policy;
        /// Replaces the idempotency key; empty: the run's uuid and the number.
        std::string key;
        friend bool operator==(const step&, const step&) = default;
    };
    /// Start a run and be told how it ends. It uses the code of this run.
    struct child {
        operation_number number{};
        std::string name;
        /// Empty: this run's id, "/", the number. An id that is taken makes the operation fail with
        /// kind "already_exists".
        std::string id;
        std::string function;
        bytes input;
        close_policy when_left = close_policy::cancel;
        std::optional<nanoseconds> start_at;
        friend bool operator==(const child&, const child&) = default;
    };
    /// Send a signal to another run. Ends with an empty value when it is in that run's inbox, with kind
    /// "run_not_found" or "run_finished" when it never will be.
    struct signal {
        operation_number number{};
        std::string target;
        std::string name;
        bytes payload;
        friend bool operator==(const signal&, const signal&) = default;
    };
    /// Wait for an operation no more. A step is tried no more, and its running attempt treated as its
    /// `when_left` says; a child is treated as its own. With `on_cancel::wait` the operation still ends
    /// with a delivery: when the attempt does, or at once if none is under way. Naming an operation that
    /// has ended already is no mistake: the two may have met half-way.
    struct abandon {
        operation_number number{};
        friend bool operator==(const abandon&, const abandon&) = default;
    };

    using request = std::variant<step, child, signal, abandon>;

    request what;

    friend bool operator==(const command&, const command&) = default;
};

}  // namespace bounce::durable
