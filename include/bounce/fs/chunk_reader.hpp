#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/fs/file.hpp"
#include "bounce/fs/read_chunks_options.hpp"
#include "bounce/runtime/operation.hpp"

#include <memory>
#include <optional>
#include <string>

namespace bounce::fs {

namespace detail {
struct chunk_source;
}

/// A file as a stream of chunks. One chunk is in memory at a time.
///
///     fs::chunk_reader chunks = fs::read_chunks("/var/log/syslog");
///     while (std::optional<bytes> chunk = co_await co_await chunks.next()) count(*chunk);
///
/// The file is opened by the first `next` and closed at its end, after an error, or when the reader and
/// the last operation on it are gone: an operation under way keeps it open.
class chunk_reader {
public:
    explicit chunk_reader(std::shared_ptr<detail::chunk_source> source) noexcept;

    /// The next chunk, never empty; none at the end (and ever after).
    ///
    /// Errors: as read_file; they end the stream, and `next` goes on to report them.
    /// Cancellation: loses nothing: a chunk that was read then is given to the next call. One call at a
    /// time makes sense; overlapping ones are safe, but nobody knows which gets which chunk.
    [[nodiscard]] operation<std::optional<bytes>> next() const;

private:
    std::shared_ptr<detail::chunk_source> source_;
};

/// Reads a file piece by piece; see chunk_reader. Nothing happens before the first `next`.
[[nodiscard]] chunk_reader read_chunks(std::string path,
                                       read_chunks_options options = read_chunks_options{});
/// The same of a file that is open. Its own position is not used and not moved.
[[nodiscard]] chunk_reader read_chunks(file opened,
                                       read_chunks_options options = read_chunks_options{});

}  // namespace bounce::fs
