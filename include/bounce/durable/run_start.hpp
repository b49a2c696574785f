#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/clock.hpp"
#include "bounce/durable/code_blob.hpp"
#include "bounce/durable/run_uuid.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bounce::durable {

/// A run to be started.
struct run_start {
    /// What people call it; not empty, at most limits::run_id_bytes. Unique in the store.
    std::string id;
    /// Fresh random bits.
    run_uuid uuid;
    /// See `run_info`.
    std::string kind;
    /// The root of the code, one of `closure` or already in the store.
    code_hash code;
    std::string function;
    bytes input;
    /// All the code that the run can ever reach. What the store has already is not written again.
    std::vector<code_blob> closure;
    /// Later than now: the run is `scheduled` until then. Signals are kept for it.
    std::optional<nanoseconds> start_at;
    /// Not empty: a start with the id and the request_id of an earlier one is that one, repeated.
    std::string request_id;
    std::map<std::string, std::string> attributes;
};

}  // namespace bounce::durable
