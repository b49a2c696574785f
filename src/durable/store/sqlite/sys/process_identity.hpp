#pragma once

#include <cstdint>
#include <string>

namespace bounce::durable::store::sys {

/// What tells a process from every other that ran on this machine, before or after a restart of it: a
/// process id alone is used again.
struct process_identity {
    /// Drawn by the kernel at each start of the machine.
    std::string boot;
    /// In whose terms `pid` is meant: in another container the same number is another process.
    std::string pid_namespace;
    std::int64_t pid = 0;
    /// When it started, in the kernel's ticks since the machine did.
    std::int64_t started = 0;

    friend bool operator==(const process_identity&, const process_identity&) = default;
};

[[nodiscard]] process_identity this_process();

/// The process has ended for certain. False also when that cannot be known from here, because it lives
/// in another pid namespace: then only the time of its lease says so.
[[nodiscard]] bool has_ended(const process_identity& process);

}  // namespace bounce::durable::store::sys
