#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/fs/read_file_options.hpp"
#include "bounce/runtime/operation.hpp"

#include <string>

namespace bounce::fs {

/// The whole content of a file, as text (no check of the encoding) or as bytes.
///
/// Completes when: the file was read to its end. Overlaps with anything.
/// Errors: the system's, with the operation that failed ("open /etc/shadow: Permission denied",
/// "read /tmp: Is a directory"); `limit_exceeded` with size and limit. For what may be large there is
/// `read_chunks`.
/// Cancellation: as for every job of the pool; nothing is lost.
/// Resumes: on the worker that asked.
///
///     std::string text = co_await co_await fs::read_file("/etc/hosts");
///     fs::read_file("/etc/hosts").then([](result<std::string> text) { … });
[[nodiscard]] operation<std::string> read_file(std::string path,
                                               read_file_options options = read_file_options{});
[[nodiscard]] operation<bytes> read_file_bytes(std::string path,
                                               read_file_options options = read_file_options{});

}  // namespace bounce::fs
