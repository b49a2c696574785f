#pragma once

#include "bounce/minimio/unix_stream.hpp"

#include <utility>

namespace bounce::minimio::testing {

/// Both ends of a connection within this machine; what one writes the other can read at once.
inline std::pair<unix_stream, unix_stream> local_pair() { return unix_stream::pair().value(); }

}  // namespace bounce::minimio::testing
