#include "fs/sys/name_calls.hpp"

#include "fs/sys/directory_calls.hpp"
#include "fs/sys/posix/calls.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

namespace bounce::fs::sys {

result<metadata> stat(const std::string& path, links how) {
    if (result<void> right = check(path); !right) return std::move(right).error();
    struct ::stat native{};
    const int flags = how == links::keep ? AT_SYMLINK_NOFOLLOW : 0;
    if (uninterrupted([&] { return ::fstatat(AT_FDCWD, path.c_str(), &native, flags); }) != 0)
        return error::last_system_error();
    return convert(native);
}

result<void> set_mode(const std::string& path, file_mode mode) {
    if (result<void> right = check(path); !right) return right;
    return done([&] { return ::chmod(path.c_str(), mode.bits); });
}

result<void> make_directory(const std::string& path, file_mode mode) {
    if (result<void> right = check(path); !right) return right;
    return done([&] { return ::mkdir(path.c_str(), mode.bits); });
}

result<void> rename(const std::string& from, const std::string& to) {
    if (result<void> right = check(from); !right) return right;
    if (result<void> right = check(to); !right) return right;
    return done([&] { return std::rename(from.c_str(), to.c_str()); });
}

result<void> remove(const std::string& path) {
    if (result<void> right = check(path); !right) return right;
    return done([&] { return std::remove(path.c_str()); });
}

result<std::string> read_symlink(const std::string& path) {
    if (result<void> right = check(path); !right) return std::move(right).error();
    // The length that stat tells may be out of date, and is 0 for the links of /proc.
    for (std::string target(256, '\0');; target.resize(target.size() * 2)) {
        auto length =
            counted([&] { return ::readlink(path.c_str(), target.data(), target.size()); });
        if (!length) return std::move(length).error();
        if (*length < target.size()) {
            target.resize(*length);
            return target;
        }
    }
}

result<void> make_symlink(const std::string& path, const std::string& target) {
    if (result<void> right = check(path); !right) return right;
    if (result<void> right = check(target); !right) return right;
    return done([&] { return ::symlink(target.c_str(), path.c_str()); });
}

result<void> sync_directory(const std::string& path) {
    result<unique_handle> directory = open_directory(path);
    if (!directory) return std::move(directory).error();
    result<void> synced = done([&] { return ::fsync(descriptor(directory->get())); });
    // A file system that cannot sync a directory says EINVAL; there is nothing more to be done then.
    if (!synced && synced.error() == std::errc::invalid_argument) return {};
    return synced;
}

}  // namespace bounce::fs::sys
