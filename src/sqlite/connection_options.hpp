#pragma once

#include "bounce/base/clock.hpp"

#include <string>

namespace bounce::sqlite {

enum class access {
    read,        ///< an existing file, never changed by this connection
    read_write,  ///< an existing file
    create,      ///< an existing file, or else a new one that only its owner may read
};

/// How a connection is opened.
struct connection_options {
    connection_options() = default;
    explicit connection_options(access a) : mode{a} {}

    access mode = access::create;
    /// How long a call waits for a lock that another connection or process holds, before it fails with
    /// "locked".
    milliseconds busy_timeout{5000};
    /// The name of a registered VFS; empty is the system's.
    std::string vfs;
};

}  // namespace bounce::sqlite
