#pragma once

#include "bounce/base/bytes.hpp"

#include <string>

namespace bounce::durable {

/// Why an operation or a run did not give a value. The engine reads `kind` and `final`; everything else
/// passes through it unchanged.
struct failure {
    failure() = default;
    failure(std::string the_kind, std::string the_message)
        : kind{std::move(the_kind)}, message{std::move(the_message)} {}

    /// What sort it is, for `no_retry` and for programs: "timeout", "cancelled", "interrupted", or a
    /// name that the program's language gives ("ErrorArithmetic").
    std::string kind;
    /// For people.
    std::string message;
    /// The thrown value, encoded by the program; empty if nothing was thrown but the engine speaks.
    bytes value;
    /// The call chain, for people; not handed to programs.
    std::string trace;
    /// The key of the operation, when its effect may have taken hold although nobody knows.
    std::string key;
    /// The operation was left while it was being performed: it may have happened.
    bool maybe_done = false;
    /// No try will go better: wrong types, wrong arguments, limits, and what a program says is final.
    bool final = false;

    friend bool operator==(const failure&, const failure&) = default;
};

}  // namespace bounce::durable
