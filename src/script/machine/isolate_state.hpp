#pragma once

#include "script/machine/fiber_table.hpp"
#include "script/machine/machine_context.hpp"
#include "script/machine/mailbox.hpp"
#include "script/machine/pending_operation.hpp"
#include "script/machine/timer.hpp"

#include "bounce/script/isolate.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bounce::script {

/// Everything a running program is. An image encodes exactly what is here and what can be reached from
/// here; what does not belong to one says so.
struct isolate_state {
    isolate_state(executable linked, const limits& allowed);
    isolate_state(const isolate_state&) = delete;
    isolate_state& operator=(const isolate_state&) = delete;
    ~isolate_state();

    executable code;
    limits bounds;                   // not in an image: the host's
    heap_account heap;               // before all values
    machine_context context{*this};  // not in an image

    /// The globals of module i of the program; nothing while one is not set.
    std::vector<std::vector<std::optional<value>>> globals;

    fiber_table fibers;
    std::deque<fiber_id> ready;  // the run queue; each ready fiber once
    std::set<timer> timers;
    std::map<std::string, mailbox, std::less<>> mailboxes;
    std::map<std::uint64_t, pending_operation> operations;

    fiber_id main = 0;        // 0 before `start`
    fiber_id last_fiber = 0;  // the number given last
    std::uint64_t last_operation = 0;
    std::uint64_t last_timer = 0;  // the sequence number given last
    std::uint64_t channels_made = 0;
    std::size_t mailbox_items = 0;
    std::int64_t now_ns = 0;  // the latest `now`
    std::uint64_t fuel_used = 0;

    /// What the main fiber came to, while detached fibers go on.
    bool main_ended = false;
    value result;
    std::unique_ptr<script_error> failure;  // set: the program has ended with it

    // For the host, not in an image: it takes these before it stores one.
    std::vector<std::uint64_t> abandoned;
    std::vector<output_line> output;
    std::size_t output_bytes = 0;

    // For tests and snapshots, not in an image.
    std::uint64_t stop_at = 0;  // safepoint number at which to stop; 0: never
    std::uint64_t safepoints = 0;
    bool stopped = false;
};

}  // namespace bounce::script
