#pragma once

#include <cstdint>
#include <string>

namespace bounce::durable {

/// Which process a worker is, so that others on the same machine can see that it is dead. A process id
/// is used again; together with the time the process started and the boot of the machine it is not.
struct process_identity {
    /// The machine and its boot: what differs after every restart.
    std::string boot_id;
    std::int64_t pid = 0;
    /// When the process started, in the system's own unit.
    std::uint64_t start_time = 0;

    friend bool operator==(const process_identity&, const process_identity&) = default;
};

}  // namespace bounce::durable
