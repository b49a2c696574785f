#include "bounce/fs/stat.hpp"

#include "fs/on_pool.hpp"
#include "fs/sys/name_calls.hpp"

#include <utility>

namespace bounce::fs {

operation<metadata> stat(std::string path, links how) {
    return detail::on_pool("file info", [path = std::move(path), how] {
        return sys::stat(path, how).in("stat", path);
    });
}

operation<bool> exists(std::string path) {
    return detail::on_pool("file info", [path = std::move(path)]() -> result<bool> {
        result<metadata> info = sys::stat(path, links::follow);
        if (info) return true;
        if (info.error() == std::errc::no_such_file_or_directory ||
            info.error() == std::errc::not_a_directory)
            return false;
        return std::move(info).error().in("stat", path);
    });
}

operation<std::uint64_t> size(std::string path) {
    return detail::on_pool("file info", [path = std::move(path)]() -> result<std::uint64_t> {
        result<metadata> info = sys::stat(path, links::follow);
        if (!info) return std::move(info).error().in("stat", path);
        return info->size_bytes;
    });
}

operation<void> set_mode(std::string path, file_mode mode) {
    return detail::on_pool("file info", [path = std::move(path), mode] {
        return sys::set_mode(path, mode).in("set mode of", path);
    });
}

}  // namespace bounce::fs
