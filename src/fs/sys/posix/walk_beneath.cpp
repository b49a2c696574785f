#include "fs/sys/directory_calls.hpp"
#include "fs/sys/posix/calls.hpp"

#include <fcntl.h>

#include <cerrno>
#include <string_view>

namespace bounce::fs::sys {

result<unique_handle> walk_beneath(handle root, const std::string& name) {
    if (result<void> right = check(name); !right) return std::move(right).error();
    if (name.empty()) return error{std::errc::no_such_file_or_directory};
    if (name.starts_with('/')) return error{std::errc::cross_device_link};

    constexpr int common = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    result<unique_handle> here = opened([&] { return ::openat(descriptor(root), ".", common); });
    std::string_view rest{name};
    while (here && !rest.empty()) {
        const std::size_t end = rest.find('/');
        const bool last = end == std::string_view::npos;
        const std::string part{rest.substr(0, end)};
        rest = last ? std::string_view{} : rest.substr(end + 1);
        if (part.empty() || part == ".") continue;
        if (part == "..") return error{std::errc::cross_device_link};
        const int flags = last ? common : common | O_DIRECTORY;
        here = opened([&] { return ::openat(descriptor(here->get()), part.c_str(), flags); });
    }
    return here;
}

}  // namespace bounce::fs::sys
