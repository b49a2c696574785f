#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/pipe.hpp"
#include "bounce/runtime/operation.hpp"

#include <string_view>

namespace bounce::cli {

/// The signals by which a user or a supervisor asks a program to end (SIGINT, SIGTERM), as something to
/// wait for. One object at a time may exist in a process.
///
/// Each signal is taken once: the second one of a kind has its usual effect and ends the program, for
/// users who do not want to wait for an orderly end.
class shutdown_signals {
public:
    /// From here on, until the object dies, the signals are taken. Errors: the system's (EMFILE).
    [[nodiscard]] static result<shutdown_signals> take();

    shutdown_signals(shutdown_signals&& other) noexcept;
    shutdown_signals& operator=(shutdown_signals&&) = delete;
    ~shutdown_signals();

    /// The name of the next signal: "SIGINT" or "SIGTERM". Cancellation: at once; nothing is lost. The
    /// object must outlive the operation.
    [[nodiscard]] operation<std::string_view> next();

private:
    explicit shutdown_signals(minimio::pipe pipe) noexcept;

    minimio::pipe pipe_;
};

}  // namespace bounce::cli
