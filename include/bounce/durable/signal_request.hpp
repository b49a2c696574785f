#pragma once

#include "bounce/base/bytes.hpp"

#include <string>

namespace bounce::durable {

/// A signal from outside.
struct signal_request {
    /// The id of the run.
    std::string run;
    std::string name;
    bytes payload;
    /// Not empty: a signal with the request_id of an earlier one to this run is that one, repeated.
    std::string request_id;
};

}  // namespace bounce::durable
