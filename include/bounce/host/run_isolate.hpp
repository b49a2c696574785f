#pragma once

#include "bounce/base/result.hpp"
#include "bounce/host/environment.hpp"
#include "bounce/runtime/task.hpp"
#include "bounce/script/isolate.hpp"

#include <cstdint>

namespace bounce::host {

/// How `run_isolate` lets an isolate run.
struct run_isolate_options {
    run_isolate_options() noexcept {}  // NOLINT(modernize-use-equals-default): g++ 12

    /// Fuel of one slice; between two slices the other tasks of the worker run.
    std::uint64_t slice_fuel = 100'000;
};

/// Runs an isolate that was started or restored to its end, with its timers and operations: the bridge
/// between the bare machine and the runtime.
///
/// Gives how it ended: `finished`, `failed` or `stuck`; or `blocked`, if `stop_after` stopped it. Then
/// nothing of it is under way any more. Operations that were open in an image are begun again.
///
/// Both must live until it completes; nobody else may touch the isolate meanwhile. Cancellation: its
/// operations are asked to stop, and it completes with `errc::cancelled` when they have ended; the isolate
/// stays as it was.
///
///     script::isolate iso{program};
///     iso.start();
///     script::run_result end = co_await co_await run_isolate(iso, world);
[[nodiscard]] task<result<script::run_result>> run_isolate(
    script::isolate& iso, environment& world, run_isolate_options options = run_isolate_options{});

}  // namespace bounce::host
