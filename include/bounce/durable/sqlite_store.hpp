#pragma once

#include "bounce/base/result.hpp"
#include "bounce/durable/sqlite_store_options.hpp"
#include "bounce/durable/store.hpp"

#include <memory>
#include <string>

namespace bounce::durable {

/// A store in one SQLite file, for one process or several on one machine. It has a thread that writes,
/// which gathers the calls of everybody into one transaction, and a thread that reads.
///
/// A new file may be read by its owner only. Errors name the path: no such file or folder, no permission,
/// `not_a_store` (the file is something else; it is left as it is), `store_newer`, `store_locked`.
///
/// Replies are called on the threads of the store. It is destroyed on another, and not by a reply.
///
///     auto opened = durable::open_sqlite_store("bounce.db");
///     if (!opened) std::cerr << opened.error().message();
[[nodiscard]] result<std::unique_ptr<store>> open_sqlite_store(
    std::string path, const sqlite_store_options& options = {});

}  // namespace bounce::durable
