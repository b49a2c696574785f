#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/owned_source.hpp"

namespace bounce::minimio {

/// The end of a process as something to wait for: readable from then on, and never anything else.
///
///     result<process_source> child = process_source::watch(pid);
///     result<registration> r = queue.registry().add(child->source(), token{3}, interest::readable);
///     // ... after its event: waitpid(pid, &status, WNOHANG)
///
/// It tells that the process has ended and leaves its status for `waitpid`: a child stays a zombie until
/// its parent asks, and until then its number is not given to another process. So watch a child before
/// anybody may have waited for it. Works with every back end of a system that has it: Linux 5.3 and
/// later (pidfd), macOS and the BSDs (EVFILT_PROC).
class process_source : public owned_source {
public:
    /// Watches nothing.
    process_source() noexcept = default;

    /// Watches a process by its number, chiefly a child; one that has ended already counts if nobody has
    /// waited for it. The descriptor is closed on exec.
    /// Errors, all with the number: `unsupported` where the system cannot wait for a process (Linux
    /// before 5.3, Windows), `std::errc::no_such_process`, EINVAL for numbers that are none, EMFILE.
    [[nodiscard]] static result<process_source> watch(int process);

private:
    using owned_source::owned_source;
};

}  // namespace bounce::minimio
