#include "fs/sys/directory_calls.hpp"

#include "fs/sys/posix/calls.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string_view>

namespace bounce::fs::sys {

namespace {

constexpr int directory_flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

struct close_stream {
    void operator()(DIR* stream) const noexcept { ::closedir(stream); }
};
using stream_pointer = std::unique_ptr<DIR, close_stream>;

// A stream of its own, which reads from the beginning and leaves `directory` open.
result<stream_pointer> stream_of(handle directory) {
    result<unique_handle> own =
        opened([&] { return ::openat(descriptor(directory), ".", directory_flags); });
    if (!own) return std::move(own).error();
    stream_pointer stream{::fdopendir(descriptor(own->get()))};
    if (!stream) return error::last_system_error();
    static_cast<void>(own->release());
    return stream;
}

// Some file systems do not say the type with the name.
file_type entry_type(handle directory, const ::dirent& entry) {
    switch (entry.d_type) {
        case DT_REG: return file_type::regular;
        case DT_DIR: return file_type::directory;
        case DT_LNK: return file_type::symlink;
        case DT_FIFO: return file_type::fifo;
        case DT_SOCK: return file_type::socket;
        case DT_CHR: return file_type::character_device;
        case DT_BLK: return file_type::block_device;
        default: break;
    }
    struct ::stat native{};
    if (::fstatat(descriptor(directory), entry.d_name, &native, AT_SYMLINK_NOFOLLOW) != 0)
        return file_type::other;
    return type_of(native.st_mode);
}

}  // namespace

result<unique_handle> open_directory(const std::string& path) {
    if (result<void> right = check(path); !right) return std::move(right).error();
    return opened([&] { return ::open(path.c_str(), directory_flags); });
}

result<unique_handle> open_directory(handle parent, const std::string& name) {
    return opened(
        [&] { return ::openat(descriptor(parent), name.c_str(), directory_flags | O_NOFOLLOW); });
}

result<std::vector<directory_entry>> list(handle directory, std::size_t max_entries) {
    result<stream_pointer> stream = stream_of(directory);
    if (!stream) return std::move(stream).error();
    std::vector<directory_entry> entries;
    for (;;) {
        errno = 0;
        const ::dirent* entry = ::readdir(stream->get());
        if (entry == nullptr) {
            if (errno != 0) return error::last_system_error();
            return entries;
        }
        const std::string_view name{entry->d_name};
        if (name == "." || name == "..") continue;
        if (entries.size() == max_entries)
            return error{errc::limit_exceeded}.in("more than " + std::to_string(max_entries) +
                                                  " names");
        entries.emplace_back(std::string{name}, entry_type(directory, *entry));
    }
}

result<void> remove_directory(handle parent, const std::string& name) {
    return done([&] { return ::unlinkat(descriptor(parent), name.c_str(), AT_REMOVEDIR); });
}

result<void> remove_file(handle parent, const std::string& name) {
    return done([&] { return ::unlinkat(descriptor(parent), name.c_str(), 0); });
}

}  // namespace bounce::fs::sys
