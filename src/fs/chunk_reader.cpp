#include "bounce/fs/chunk_reader.hpp"

#include "fs/chunk_source.hpp"
#include "fs/sys/file_calls.hpp"
#include "fs/whole.hpp"

#include "bounce/runtime/submit.hpp"

#include <algorithm>
#include <utility>

namespace bounce::fs {

namespace detail {

void chunk_source::fill() {
    const lock_guard<os_mutex> alone{reading_};
    {
        const lock_guard<spin_lock> look{slot_lock_};
        if (full_) return;
    }
    result<bytes> next = read_chunk();
    if (!next || next->empty()) file_.reset();
    const lock_guard<spin_lock> put{slot_lock_};
    slot_ = std::move(next);
    full_ = true;
}

void chunk_source::fail(error why) {
    const lock_guard<spin_lock> put{slot_lock_};
    slot_ = std::move(why);
    full_ = true;
}

std::optional<result<std::optional<bytes>>> chunk_source::take() {
    const lock_guard<spin_lock> look{slot_lock_};
    if (!full_) return std::nullopt;
    if (!slot_) return result<std::optional<bytes>>{slot_.error()};
    if (slot_->empty()) return result<std::optional<bytes>>{std::optional<bytes>{}};
    full_ = false;
    return result<std::optional<bytes>>{std::optional<bytes>{*std::exchange(slot_, bytes{})}};
}

result<bytes> chunk_source::read_chunk() {
    if (options_.chunk_bytes == 0)
        return error{errc::invalid_argument}.in("read", path_ + " in chunks of no bytes");
    const auto wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(options_.chunk_bytes, left_));
    if (wanted == 0) return bytes{};
    if (!file_) {
        if (auto opened = open(); !opened) return std::move(opened).error();
    }
    bytes chunk(wanted);
    const sys::handle from = file_->handle.get();
    result<std::size_t> count =
        has_positions_ ? read_full_at(from, chunk, offset_) : sys::read(from, chunk);
    if (!count) return std::move(count).error().in("read", file_->path);
    chunk.resize(*count);
    offset_ += *count;
    left_ -= *count;
    return chunk;
}

result<void> chunk_source::open() {
    result<sys::unique_handle> handle = sys::open(path_, open_options::to_read());
    if (!handle) return std::move(handle).error().in("open", path_);
    result<metadata> info = sys::stat(handle->get());
    if (!info) return std::move(info).error().in("stat", path_);
    has_positions_ = info->is_regular() || info->is_directory() || offset_ > 0;
    file_ = std::make_shared<open_file>(*std::move(handle), path_);
    return {};
}

namespace {

operation<std::optional<bytes>> next_of(std::shared_ptr<chunk_source> source) {
    const auto fill = [&source] { source->fill(); };
    for (;;) {
        const result<void> filled = co_await submit("file read", fill);
        if (!filled) co_return filled.error();
        if (auto taken = source->take()) co_return *std::move(taken);
    }
}

}  // namespace

}  // namespace detail

chunk_reader::chunk_reader(std::shared_ptr<detail::chunk_source> source) noexcept
    : source_{std::move(source)} {}

operation<std::optional<bytes>> chunk_reader::next() const { return detail::next_of(source_); }

chunk_reader read_chunks(std::string path, read_chunks_options options) {
    return chunk_reader{std::make_shared<detail::chunk_source>(std::move(path), nullptr, options)};
}

chunk_reader read_chunks(file opened, read_chunks_options options) {
    const bool is_open = static_cast<bool>(opened);
    auto source =
        std::make_shared<detail::chunk_source>(opened.path(), std::move(opened.opened_), options);
    if (!is_open) source->fail(error{errc::closed}.in("read a file that is not open"));
    return chunk_reader{std::move(source)};
}

}  // namespace bounce::fs
