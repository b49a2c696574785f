#include "bounce/fs/file.hpp"

#include "fs/on_pool.hpp"
#include "fs/open_file.hpp"
#include "fs/sys/file_calls.hpp"
#include "fs/whole.hpp"

#include <utility>

namespace bounce::fs {

namespace {

using opened = std::shared_ptr<detail::open_file>;

// Options that mean nothing, or something else than they seem to.
result<void> check(const open_options& how) {
    const auto wrong = [](const char* why) { return error{errc::invalid_argument}.in(why); };
    if (!how.read && !how.write) return wrong("neither read nor write is asked for");
    if (how.truncate && !how.write) return wrong("truncate needs write");
    if (how.append && !how.write) return wrong("append needs write");
    if (how.append && how.truncate) return wrong("append and truncate contradict each other");
    if ((how.create || how.create_new) && !how.write) return wrong("create needs write");
    return {};
}

result<file> open_now(std::string path, const open_options& how) {
    if (auto right = check(how); !right) return std::move(right).error().in("open", path);
    result<sys::unique_handle> handle = sys::open(path, how);
    if (!handle) return std::move(handle).error().in("open", path);
    return file{std::make_shared<detail::open_file>(*std::move(handle), std::move(path))};
}

// A job that calls `work(handle)` on the file, which it keeps open, and says what it was doing.
template <class F>
auto on_file(job_kind kind, const char* verb, opened file, F work) {
    return detail::on_pool(kind, [verb, file = std::move(file), work = std::move(work)] {
        using outcome = decltype(work(file->handle.get()));
        if (!file) return outcome{error{errc::closed}.in(verb, "a file that is not open")};
        return work(file->handle.get()).in(verb, file->path);
    });
}

}  // namespace

operation<file> file::open(std::string path, open_options how) {
    return detail::on_pool("file open",
                           [path = std::move(path), how] { return open_now(path, how); });
}

const std::string& file::path() const noexcept {
    static const std::string none;
    return opened_ ? opened_->path : none;
}

operation<std::size_t> file::read(bytes_span into) const {
    return on_file("file read", "read", opened_,
                   [into](sys::handle h) { return sys::read(h, into); });
}

operation<void> file::write(bytes_view from) const {
    return on_file("file write", "write", opened_,
                   [from](sys::handle h) { return detail::write_all(h, from); });
}

operation<std::size_t> file::read_at(bytes_span into, std::uint64_t offset) const {
    return on_file("file read", "read", opened_,
                   [into, offset](sys::handle h) { return detail::read_full_at(h, into, offset); });
}

operation<void> file::write_at(bytes_view from, std::uint64_t offset) const {
    return on_file("file write", "write", opened_,
                   [from, offset](sys::handle h) { return detail::write_all_at(h, from, offset); });
}

operation<void> file::sync() const {
    return on_file("file sync", "sync", opened_, [](sys::handle h) { return sys::sync(h); });
}

operation<void> file::truncate(std::uint64_t size_bytes) const {
    return on_file("file write", "truncate", opened_,
                   [size_bytes](sys::handle h) { return sys::truncate(h, size_bytes); });
}

operation<metadata> file::stat() const {
    return on_file("file info", "stat", opened_, [](sys::handle h) { return sys::stat(h); });
}

operation<void> file::close() && {
    return detail::on_pool("file close", [last = std::move(opened_)]() mutable -> result<void> {
        const opened file = std::move(last);
        // If an operation still uses it, that one closes it.
        if (!file || file.use_count() > 1) return {};
        return sys::close(file->handle.release()).in("close", file->path);
    });
}

}  // namespace bounce::fs
