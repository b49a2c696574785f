#pragma once

#include "fs/sys/handle.hpp"

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

// Reading and writing without remainder: the system may do less than it was asked to.
namespace bounce::fs::detail {

[[nodiscard]] result<void> write_all(sys::handle to, bytes_view from);
[[nodiscard]] result<void> write_all_at(sys::handle to, bytes_view from, std::uint64_t offset);

/// Fills `into` except behind the end of the file.
[[nodiscard]] result<std::size_t> read_full_at(sys::handle from, bytes_span into,
                                               std::uint64_t offset);

/// All that is there from the position on, as a std::string or as bytes. More than `max_bytes` is
/// `limit_exceeded`, in the context of both sizes.
template <class Buffer>
[[nodiscard]] result<Buffer> read_all(sys::handle from, std::size_t max_bytes);

/// The whole of a file, opened and closed. Errors say which step failed on which path.
[[nodiscard]] result<std::string> read_text(const std::string& path, std::size_t max_bytes);
[[nodiscard]] result<bytes> read_bytes(const std::string& path, std::size_t max_bytes);

}  // namespace bounce::fs::detail
