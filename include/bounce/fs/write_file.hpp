#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/fs/write_file_options.hpp"
#include "bounce/runtime/operation.hpp"

#include <string>

namespace bounce::fs {

/// Makes `content` the content of the file, which is created if it is not there. Who reads meanwhile may
/// see a part of it, and so may everybody after a failure or a crash: see write_file_atomic.
///
/// Completes when: all was written (with `options.sync`: and is on the disk).
/// Errors: the system's ("write /tmp/x: No space left on device"). Cancellation: a job that has not
/// begun changes nothing; one that runs is waited for, writes all, and reports `errc::cancelled`.
///
///     co_await co_await fs::write_file("greeting", "hello\n");
[[nodiscard]] operation<void> write_file(std::string path, std::string content,
                                         write_file_options options = write_file_options{});
[[nodiscard]] operation<void> write_file(std::string path, bytes content,
                                         write_file_options options = write_file_options{});

/// The same behind what the file holds already.
[[nodiscard]] operation<void> append_file(std::string path, std::string content,
                                          write_file_options options = write_file_options{});
[[nodiscard]] operation<void> append_file(std::string path, bytes content,
                                          write_file_options options = write_file_options{});

}  // namespace bounce::fs
