#include "fs/sys/posix/calls.hpp"

#include <unistd.h>

namespace bounce::fs::sys {

namespace {

nanoseconds since_epoch(const struct ::timespec& t) noexcept {
    return seconds{t.tv_sec} + nanoseconds{t.tv_nsec};
}

}  // namespace

result<void> close(handle opened) noexcept {
    // Not repeated after EINTR: the descriptor is gone, and its number may be another's already.
    if (::close(descriptor(opened)) != 0 && errno != EINTR) return error::last_system_error();
    return {};
}

result<void> check(const std::string& path) {
    if (path.find('\0') != std::string::npos)
        return error{errc::invalid_argument}.in("a path holds a zero byte");
    return {};
}

file_type type_of(mode_t mode) noexcept {
    switch (mode & S_IFMT) {
        case S_IFREG: return file_type::regular;
        case S_IFDIR: return file_type::directory;
        case S_IFLNK: return file_type::symlink;
        case S_IFIFO: return file_type::fifo;
        case S_IFSOCK: return file_type::socket;
        case S_IFCHR: return file_type::character_device;
        case S_IFBLK: return file_type::block_device;
        default: return file_type::other;
    }
}

metadata convert(const struct ::stat& native) noexcept {
    metadata info;
    info.type = type_of(native.st_mode);
    info.mode = file_mode{native.st_mode & 07777U};
    info.size_bytes = static_cast<std::uint64_t>(native.st_size);
    info.modified = since_epoch(native.st_mtim);
    info.accessed = since_epoch(native.st_atim);
    info.changed = since_epoch(native.st_ctim);
    info.device = static_cast<std::uint64_t>(native.st_dev);
    info.inode = static_cast<std::uint64_t>(native.st_ino);
    info.links = static_cast<std::uint64_t>(native.st_nlink);
    return info;
}

}  // namespace bounce::fs::sys
