#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/fs/metadata.hpp"
#include "bounce/fs/open_options.hpp"
#include "bounce/runtime/operation.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace bounce::fs {

namespace detail {
struct open_file;
}
class chunk_reader;
struct read_chunks_options;

/// An open file. Every operation is a job of the pool.
///
///     fs::file log = co_await co_await fs::file::open("log", fs::open_options::to_append());
///     co_await co_await log.write(as_bytes("started\n"));
///     co_await co_await log.sync();
///
/// Lifetime: an operation keeps the file open until it has completed, so a file object may be dropped
/// while one is under way; the descriptor is closed when nobody uses it any more. Buffers are borrowed:
/// they must stay valid until the operation has completed, which for a cancelled one is when the pool
/// thread no longer touches them.
///
/// Threads: operations may overlap and be started from any thread of a runtime. Where overlapping
/// operations move or use the file's position (`read`, `write`), their order is undefined; `read_at`
/// and `write_at` do not touch it. The object itself belongs to one thread at a time.
///
/// Cancellation: an operation whose job no thread has taken yet does nothing. One that runs is waited
/// for and reports `errc::cancelled` although it took effect: after a cancelled `read` or `write` the
/// position may have moved.
///
/// Errors are the system's, with operation and path: "write /tmp/log: No space left on device".
class file {
public:
    /// Nothing is open; every operation gives `errc::closed`.
    file() noexcept = default;
    explicit file(std::shared_ptr<detail::open_file> opened) noexcept
        : opened_{std::move(opened)} {}

    /// Opens, or creates, a file. Opening a FIFO waits for its other end and occupies a pool thread
    /// until then. Errors: `invalid_argument` for a path with a zero byte and for options that
    /// contradict each other.
    [[nodiscard]] static operation<file> open(std::string path, open_options how = open_options{});

    [[nodiscard]] explicit operator bool() const noexcept { return opened_ != nullptr; }
    /// As it was given to `open`; empty if nothing is open.
    [[nodiscard]] const std::string& path() const noexcept;

    /// Reads what there is at the position, at most as much as `into` holds. 0: the end of the file.
    [[nodiscard]] operation<std::size_t> read(bytes_span into) const;
    /// Writes all of `from` at the position (at the end, when opened to append).
    [[nodiscard]] operation<void> write(bytes_view from) const;
    /// Fills `into` from the byte `offset` on, except behind the end of the file: fewer bytes than
    /// asked for mean that it was reached.
    [[nodiscard]] operation<std::size_t> read_at(bytes_span into, std::uint64_t offset) const;
    /// Writes all of `from` from the byte `offset` on.
    [[nodiscard]] operation<void> write_at(bytes_view from, std::uint64_t offset) const;

    /// Completes when what was written before is on the disk, as far as the system knows.
    [[nodiscard]] operation<void> sync() const;
    /// Cuts the file to `size_bytes`, or extends it with zeros.
    [[nodiscard]] operation<void> truncate(std::uint64_t size_bytes) const;
    [[nodiscard]] operation<metadata> stat() const;

    /// Closes the file and reports what the system says then (some file systems report a failed write
    /// only here). Operations that are under way, or made and not yet started, keep it open: then it is
    /// closed after the last of them, and this reports success. Dropping the object closes as well,
    /// silently and on the thread that drops it.
    [[nodiscard]] operation<void> close() &&;

private:
    friend chunk_reader read_chunks(file opened, read_chunks_options options);

    std::shared_ptr<detail::open_file> opened_;
};

}  // namespace bounce::fs
