#include "bounce/fs/links.hpp"

#include "fs/on_pool.hpp"
#include "fs/sys/name_calls.hpp"

#include <utility>

namespace bounce::fs {

operation<std::string> read_symlink(std::string path) {
    return detail::on_pool("file info", [path = std::move(path)] {
        return sys::read_symlink(path).in("read link", path);
    });
}

operation<void> create_symlink(std::string path, std::string target) {
    return detail::on_pool("link create", [path = std::move(path), target = std::move(target)] {
        return sys::make_symlink(path, target).in("create link", path);
    });
}

}  // namespace bounce::fs
