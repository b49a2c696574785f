#include "bounce/fs/directories.hpp"

#include "fs/on_pool.hpp"
#include "fs/sorted_list.hpp"
#include "fs/sys/name_calls.hpp"

#include "bounce/fs/metadata.hpp"

#include <utility>

namespace bounce::fs {

namespace {

result<std::vector<directory_entry>> list_now(const std::string& path, std::size_t max_entries) {
    result<sys::unique_handle> directory = sys::open_directory(path);
    if (!directory) return std::move(directory).error().in("list", path);
    return detail::sorted_list(directory->get(), max_entries).in("list", path);
}

// Creates it or finds that it is there.
result<void> ensure(const std::string& path, file_mode mode) {
    result<void> made = sys::make_directory(path, mode);
    if (made || made.error() != std::errc::file_exists) return made;
    result<metadata> there = sys::stat(path, links::follow);
    if (!there || !there->is_directory()) return made;
    return {};
}

// Most often at most the last one is missing; so the way is walked down only if that fails.
result<void> ensure_all(const std::string& path, file_mode mode) {
    result<void> made = ensure(path, mode);
    if (made || made.error() != std::errc::no_such_file_or_directory)
        return std::move(made).in("create", path);
    for (std::size_t end = 0; end != std::string::npos;) {
        end = path.find('/', end + 1);
        const std::string part = path.substr(0, end);
        if (auto there = ensure(part, mode); !there) return std::move(there).in("create", part);
    }
    return {};
}

}  // namespace

operation<std::vector<directory_entry>> list_directory(std::string path,
                                                       list_directory_options options) {
    return detail::on_pool("directory list", [path = std::move(path), options] {
        return list_now(path, options.max_entries);
    });
}

operation<void> create_directory(std::string path, file_mode mode) {
    return detail::on_pool("directory create", [path = std::move(path), mode] {
        return sys::make_directory(path, mode).in("create", path);
    });
}

operation<void> create_directories(std::string path, file_mode mode) {
    return detail::on_pool("directory create",
                           [path = std::move(path), mode] { return ensure_all(path, mode); });
}

}  // namespace bounce::fs
