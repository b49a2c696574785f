#include "bounce/fs/directory_tree.hpp"

#include "fs/new_name.hpp"
#include "fs/on_pool.hpp"
#include "fs/open_file.hpp"
#include "fs/sorted_list.hpp"
#include "fs/sys/file_calls.hpp"

#include <utility>

namespace bounce::fs {

namespace {

error not_open() { return error{errc::closed}.in("use a directory tree that is not open"); }

result<found_file> find_now(const detail::open_file& root, const std::string& name) {
    std::string path = detail::join(root.path, name);
    result<sys::unique_handle> handle = sys::open_beneath(root.handle.get(), name);
    if (!handle) return std::move(handle).error().in("open", path);
    result<metadata> info = sys::stat(handle->get());
    if (!info) return std::move(info).error().in("stat", path);
    if (!info->is_regular() && !info->is_directory())
        return error{errc::unsupported}.in("open",
                                           path + ", which is neither a file nor a directory");
    auto opened = std::make_shared<detail::open_file>(*std::move(handle), std::move(path));
    return found_file{file{std::move(opened)}, *info};
}

result<std::vector<directory_entry>> list_now(const detail::open_file& root,
                                              const std::string& name, std::size_t max_entries) {
    result<sys::unique_handle> handle = sys::open_beneath(root.handle.get(), name);
    if (!handle) return std::move(handle).error().in("list", detail::join(root.path, name));
    return detail::sorted_list(handle->get(), max_entries)
        .in("list", detail::join(root.path, name));
}

}  // namespace

operation<directory_tree> directory_tree::open(std::string path) {
    return detail::on_pool("file open", [path = std::move(path)]() -> result<directory_tree> {
        result<sys::unique_handle> handle = sys::open_directory(path);
        if (!handle) return std::move(handle).error().in("open", path);
        return directory_tree{std::make_shared<detail::open_file>(*std::move(handle), path)};
    });
}

const std::string& directory_tree::path() const noexcept {
    static const std::string none;
    return root_ ? root_->path : none;
}

operation<found_file> directory_tree::find(std::string name) const {
    return detail::on_pool("file open",
                           [root = root_, name = std::move(name)]() -> result<found_file> {
                               if (!root) return not_open();
                               return find_now(*root, name);
                           });
}

operation<std::vector<directory_entry>> directory_tree::list(std::string name,
                                                             list_directory_options options) const {
    return detail::on_pool(
        "directory list",
        [root = root_, name = std::move(name), options]() -> result<std::vector<directory_entry>> {
            if (!root) return not_open();
            return list_now(*root, name, options.max_entries);
        });
}

}  // namespace bounce::fs
