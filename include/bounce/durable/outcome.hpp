#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/durable/failure.hpp"

#include <utility>
#include <variant>

namespace bounce::durable {

/// How an operation or a run ended: with a value, encoded by the program, or with a failure.
class outcome {
public:
    /// The empty value.
    outcome() = default;
    outcome(bytes value) : state_{std::move(value)} {}  // NOLINT(google-explicit-constructor)
    outcome(failure why) : state_{std::move(why)} {}    // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool succeeded() const noexcept { return state_.index() == 0; }
    /// Of an outcome that succeeded.
    [[nodiscard]] const bytes& value() const { return std::get<0>(state_); }
    [[nodiscard]] bytes& value() { return std::get<0>(state_); }
    /// Of one that did not.
    [[nodiscard]] const failure& why() const { return std::get<1>(state_); }
    [[nodiscard]] failure& why() { return std::get<1>(state_); }

    friend bool operator==(const outcome&, const outcome&) = default;

private:
    std::variant<bytes, failure> state_;
};

}  // namespace bounce::durable
