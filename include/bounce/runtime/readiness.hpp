#pragma once

#include "bounce/minimio/interest.hpp"
#include "bounce/minimio/raw_source.hpp"
#include "bounce/minimio/readiness.hpp"
#include "bounce/runtime/operation.hpp"

namespace bounce {

/// Waits until a descriptor is ready in one of these directions, once: makes an operation of anything
/// that has a descriptor (inotify, a library's socket, …). The descriptor stays the caller's and must
/// stay open until the operation has completed; it must not be registered with this worker otherwise.
/// Errors: as `register_io`. Cancellation: at once.
///
///     co_await co_await readiness(inotify_fd, minimio::interest::readable);
[[nodiscard]] operation<minimio::readiness> readiness(minimio::raw_source source,
                                                      minimio::interest what);

}  // namespace bounce
