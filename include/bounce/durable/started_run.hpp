#pragma once

#include "bounce/durable/run_number.hpp"
#include "bounce/durable/run_uuid.hpp"

namespace bounce::durable {

/// A run that is in the store now.
struct started_run {
    run_number run{};
    /// That of the first start, if this one repeated it.
    run_uuid uuid;
    /// The start was a repetition, recognised by its request_id.
    bool repeated = false;
};

}  // namespace bounce::durable
