#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/durable/store_environment.hpp"
#include "bounce/durable/this_process.hpp"

#include <string>

namespace bounce::durable {

/// How a store in an SQLite file is opened.
struct sqlite_store_options {
    sqlite_store_options() { around.is_dead = has_ended; }

    store_environment around;
    /// Make a new store if there is no file, or an empty one.
    bool create = true;
    /// How long a transaction waits for another process that writes, before the call fails with
    /// `errc::store_locked`.
    milliseconds busy_timeout{10'000};
    /// How often, at most and at least, a store that is watched looks for what other processes wrote:
    /// often after a change, ever more rarely when nothing happens.
    milliseconds shortest_poll{2};
    milliseconds longest_poll{50};
    /// The name of a registered SQLite VFS; empty is the system's.
    std::string vfs;
};

}  // namespace bounce::durable
