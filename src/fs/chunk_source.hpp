#pragma once

#include "fs/open_file.hpp"

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/fs/read_chunks_options.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace bounce::fs::detail {

/// What a chunk_reader and its operations share.
///
/// 1. A pool thread fills: it puts one chunk, the end or an error into the slot, unless the slot holds
///    something. `reading_` lets one thread do that at a time.
/// 2. The operation takes a chunk out of the slot only when it is about to deliver it; so the chunk of a
///    cancelled operation is there for the next one. The end and an error stay.
struct chunk_source {
    chunk_source(std::string p, std::shared_ptr<open_file> f, const read_chunks_options& o)
        : path_{std::move(p)},
          options_{o},
          file_{std::move(f)},
          offset_{o.offset},
          left_{o.max_bytes} {}

    /// Blocks; for a pool thread.
    void fill();

    /// Puts an error into the slot.
    void fail(error why);

    /// What the slot holds: a chunk, the end (no chunk), or an error. None: nothing.
    [[nodiscard]] std::optional<result<std::optional<bytes>>> take();

private:
    [[nodiscard]] result<bytes> read_chunk();
    [[nodiscard]] result<void> open();

    const std::string path_;
    const read_chunks_options options_;

    os_mutex reading_;                 // guards the four below
    std::shared_ptr<open_file> file_;  // none: not opened yet, or closed again
    bool has_positions_ = true;
    std::uint64_t offset_;
    std::uint64_t left_;

    spin_lock slot_lock_;  // guards the slot
    bool full_ = false;
    result<bytes> slot_{bytes{}};  // an empty chunk is the end
};

}  // namespace bounce::fs::detail
