#include "fs/whole.hpp"

#include "fs/sys/file_calls.hpp"

#include <algorithm>
#include <limits>
#include <new>
#include <stdexcept>
#include <utility>

namespace bounce::fs::detail {

namespace {

// What is read from a file that does not know its size, as those in /proc.
constexpr std::size_t first_guess = 4096;

error too_large(const std::string& size, std::size_t max_bytes) {
    return error{errc::limit_exceeded}.in("it has " + size + " bytes, and the limit is " +
                                          std::to_string(max_bytes));
}

// As much as the file is said to have and one byte more, to see that it ends there.
result<std::size_t> expected_size(sys::handle from, std::size_t max_bytes) {
    result<metadata> info = sys::stat(from);
    if (!info) return std::move(info).error();
    if (!info->is_regular() || info->size_bytes == 0) return first_guess;
    if (info->size_bytes > max_bytes) return too_large(std::to_string(info->size_bytes), max_bytes);
    return static_cast<std::size_t>(info->size_bytes) + 1;
}

template <class Buffer>
result<Buffer> read_to_end(sys::handle from, std::size_t expected, std::size_t max_bytes) {
    const std::size_t most =
        std::max(max_bytes, max_bytes + 1);  // unless that is no number any more
    Buffer content;
    content.resize(std::min(expected, most));
    std::size_t filled = 0;
    for (;;) {
        if (filled == content.size())
            content.resize(std::min(std::max(filled, first_guess) * 2, most));
        auto free = std::as_writable_bytes(std::span{content}).subspan(filled);
        result<std::size_t> count = sys::read(from, free);
        if (!count) return std::move(count).error();
        filled += *count;
        if (filled > max_bytes)
            return too_large("more than " + std::to_string(max_bytes), max_bytes);
        if (*count == 0) break;
    }
    content.resize(filled);
    return content;
}

template <class Buffer>
result<Buffer> read_path(const std::string& path, std::size_t max_bytes) {
    result<sys::unique_handle> file = sys::open(path, open_options::to_read());
    if (!file) return std::move(file).error().in("open", path);
    return read_all<Buffer>(file->get(), max_bytes).in("read", path);
}

}  // namespace

result<void> write_all(sys::handle to, bytes_view from) {
    while (!from.empty()) {
        result<std::size_t> count = sys::write(to, from);
        if (!count) return std::move(count).error();
        from = from.subspan(*count);
    }
    return {};
}

result<void> write_all_at(sys::handle to, bytes_view from, std::uint64_t offset) {
    while (!from.empty()) {
        result<std::size_t> count = sys::write_at(to, from, offset);
        if (!count) return std::move(count).error();
        from = from.subspan(*count);
        offset += *count;
    }
    return {};
}

result<std::size_t> read_full_at(sys::handle from, bytes_span into, std::uint64_t offset) {
    std::size_t filled = 0;
    while (filled < into.size()) {
        result<std::size_t> count = sys::read_at(from, into.subspan(filled), offset + filled);
        if (!count) return count;
        if (*count == 0) break;
        filled += *count;
    }
    return filled;
}

template <class Buffer>
result<Buffer> read_all(sys::handle from, std::size_t max_bytes) {
    result<std::size_t> expected = expected_size(from, max_bytes);
    if (!expected) return std::move(expected).error();
    try {
        return read_to_end<Buffer>(from, *expected, max_bytes);
    } catch (const std::bad_alloc&) {
        return error{std::errc::not_enough_memory};
    } catch (const std::length_error&) {
        return error{std::errc::not_enough_memory};
    }
}

result<std::string> read_text(const std::string& path, std::size_t max_bytes) {
    return read_path<std::string>(path, max_bytes);
}

result<bytes> read_bytes(const std::string& path, std::size_t max_bytes) {
    return read_path<bytes>(path, max_bytes);
}

}  // namespace bounce::fs::detail
