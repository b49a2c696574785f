#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/interest.hpp"
#include "bounce/minimio/raw_source.hpp"
#include "bounce/runtime/io_handle.hpp"
#include "bounce/runtime/job_kind.hpp"

namespace bounce {

/// The other half of the seam for modules (see submit): registers a descriptor with the poll of this
/// thread's worker, in edge mode. `kind` ("tcp connection") is for people. The descriptor must be
/// non-blocking and stays the caller's.
/// Errors: those of minimio::registrator::add, with the kind in their context.
/// On a thread without a runtime this ends the program with a diagnosis.
[[nodiscard]] result<io_handle> register_io(job_kind kind, minimio::raw_source source,
                                            minimio::interest what);

}  // namespace bounce
