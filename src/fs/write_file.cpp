#include "bounce/fs/write_file.hpp"

#include "fs/atomic_write.hpp"
#include "fs/on_pool.hpp"
#include "fs/sys/file_calls.hpp"
#include "fs/whole.hpp"

#include "bounce/fs/open_options.hpp"
#include "bounce/fs/write_file_atomic.hpp"

#include <utility>

namespace bounce::fs {

namespace {

bytes_view view(const std::string& content) noexcept { return as_bytes(content); }
bytes_view view(const bytes& content) noexcept { return content; }

result<void> write_to(const std::string& path, bytes_view content, open_options how,
                      const write_file_options& options) {
    how.mode = options.mode;
    result<sys::unique_handle> file = sys::open(path, how);
    if (!file) return std::move(file).error().in("open", path);
    if (auto written = detail::write_all(file->get(), content); !written)
        return std::move(written).in("write", path);
    if (options.sync) {
        if (auto synced = sys::sync(file->get()); !synced)
            return std::move(synced).in("sync", path);
    }
    return sys::close(file->release()).in("close", path);
}

template <class Content>
operation<void> write_job(std::string path, Content content, open_options how,
                          write_file_options options) {
    return detail::on_pool("file write",
                           [path = std::move(path), content = std::move(content), how, options] {
                               return write_to(path, view(content), how, options);
                           });
}

template <class Content>
operation<void> replace_job(std::string path, Content content, write_file_atomic_options options) {
    return detail::on_pool("file write",
                           [path = std::move(path), content = std::move(content), options] {
                               return detail::atomic_write(path, view(content), options);
                           });
}

}  // namespace

operation<void> write_file(std::string path, std::string content, write_file_options options) {
    return write_job(std::move(path), std::move(content), open_options::to_write(), options);
}

operation<void> write_file(std::string path, bytes content, write_file_options options) {
    return write_job(std::move(path), std::move(content), open_options::to_write(), options);
}

operation<void> append_file(std::string path, std::string content, write_file_options options) {
    return write_job(std::move(path), std::move(content), open_options::to_append(), options);
}

operation<void> append_file(std::string path, bytes content, write_file_options options) {
    return write_job(std::move(path), std::move(content), open_options::to_append(), options);
}

operation<void> write_file_atomic(std::string path, std::string content,
                                  write_file_atomic_options options) {
    return replace_job(std::move(path), std::move(content), options);
}

operation<void> write_file_atomic(std::string path, bytes content,
                                  write_file_atomic_options options) {
    return replace_job(std::move(path), std::move(content), options);
}

}  // namespace bounce::fs
