#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/script/limits.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bounce::durable {

/// How a worker works.
struct worker_options {
    worker_options() {}  // NOLINT(modernize-use-equals-default): g++ 12

    /// Which work it takes: going on with runs, performing steps, or both.
    bool runs = true;
    bool steps = true;
    /// End when there is nothing to do any more: nothing is runnable or in flight, no retry is pending,
    /// no other worker holds a run. Runs that wait for timers or signals do not count.
    bool until_idle = false;

    /// Runs held and attempts made at a time.
    std::size_t run_slots = 512;
    std::size_t step_slots = 256;
    /// How long others respect what this worker holds after it was last heard of. It is renewed three
    /// times as often; nothing is started in its last fifth.
    nanoseconds lease = seconds{15};
    /// How often dead workers are looked for.
    nanoseconds recover_every = milliseconds{500};
    /// How long a cancelled run may clean up.
    nanoseconds cleanup_timeout = seconds{3600};
    /// Fuel of one slice.
    std::uint64_t slice_fuel = 500'000;
    /// What scripts may use.
    script::limits bounds;

    /// Program and arguments that start a process which, with one more argument, calls `work_alone` on
    /// the same store. A step or run that was interrupted three times while this or other workers did it
    /// is done there, where nothing else can come to harm; only a crash there counts against it, and the
    /// third makes it `dead`. Empty: it is done in this process like any other.
    std::vector<std::string> alone;

    /// Told about what concerns no run: a store that fails, code that cannot be run here. Default: a line
    /// on standard error.
    std::function<void(std::string_view)> report;
};

}  // namespace bounce::durable
