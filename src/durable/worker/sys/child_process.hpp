#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/pipe.hpp"
#include "bounce/runtime/task.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace bounce::durable {

/// A program that this process has started and that does not outlive the object. Its standard input ends
/// when this process does, however it does; it has a process group of its own, so that the terminal's
/// signals reach it through this process or not at all.
class child_process {
public:
    /// How it ended: `code` of its exit, or the signal that ended it.
    struct end {
        int code = 0;
        int signal = 0;
    };

    /// `command`: the path of the program, then its arguments.
    [[nodiscard]] static result<child_process> start(std::span<const std::string> command);

    child_process(child_process&& other) noexcept;
    child_process& operator=(child_process&&) = delete;
    /// Kills it if it has not ended.
    ~child_process();

    /// Until it has ended. Cancellation: at once; the program goes on as long as the object lives.
    [[nodiscard]] task<result<end>> wait();

private:
    child_process(std::int64_t pid, minimio::pipe_writer lifeline,
                  minimio::pipe_reader output) noexcept;
    [[nodiscard]] result<end> reap();

    std::int64_t pid_;
    minimio::pipe_writer lifeline_;  // its standard input
    minimio::pipe_reader output_;    // its standard output: at its end when the program is
};

/// For the program itself: until whoever started it as a `child_process` has ended.
[[nodiscard]] task<result<void>> parent_ended();

}  // namespace bounce::durable
