#pragma once

#include "bounce/base/threads.hpp"
#include "bounce/minimio/poll.hpp"
#include "bounce/minimio/readiness.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace bounce::detail {

class runtime_core;

/// The poll on a thread of its own, named after its back end: it hands what the poll reports over a queue
/// and ends through `close_loop`. The loop thread then waits here instead of in the poll.
class poll_thread {
public:
    struct report {
        std::uint64_t token;
        minimio::readiness ready;
    };

    poll_thread(minimio::poll& poll, runtime_core& core, std::uint32_t trace_number);
    ~poll_thread();

    /// Loop thread: waits until there are reports, `wake` was called, or the time is over.
    void wait(std::optional<nanoseconds> timeout);
    /// Takes the reports out.
    void take(std::vector<report>& into);
    /// Any thread.
    void wake() noexcept;

private:
    void main();

    minimio::poll& poll_;
    runtime_core& core_;
    std::uint32_t trace_number_;
    os_mutex lock_;  // guards the next three
    os_condition changed_;
    std::vector<report> reports_;
    bool woken_ = false;
    os_thread thread_;
};

}  // namespace bounce::detail
