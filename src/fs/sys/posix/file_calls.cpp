#include "fs/sys/file_calls.hpp"

#include "fs/sys/posix/calls.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

namespace bounce::fs::sys {

namespace {

// More than this at a time POSIX leaves open; Linux stops at just under 2 GiB.
constexpr std::size_t transfer_max = std::size_t{1} << 30;

int flags_of(const open_options& how) noexcept {
    int flags = O_CLOEXEC | O_NOCTTY;
    flags |= how.read && how.write ? O_RDWR : how.write ? O_WRONLY : O_RDONLY;
    if (how.append) flags |= O_APPEND;
    if (how.truncate) flags |= O_TRUNC;
    if (how.create) flags |= O_CREAT;
    if (how.create_new) flags |= O_CREAT | O_EXCL;
    return flags;
}

}  // namespace

result<unique_handle> open(const std::string& path, const open_options& how) {
    if (result<void> right = check(path); !right) return std::move(right).error();
    return opened([&] { return ::open(path.c_str(), flags_of(how), how.mode.bits); });
}

result<std::size_t> read(handle from, bytes_span into) {
    const std::size_t size = std::min(into.size(), transfer_max);
    return counted([&] { return ::read(descriptor(from), into.data(), size); });
}

result<std::size_t> read_at(handle from, bytes_span into, std::uint64_t offset) {
    const std::size_t size = std::min(into.size(), transfer_max);
    const auto at = static_cast<::off_t>(offset);
    return counted([&] { return ::pread(descriptor(from), into.data(), size, at); });
}

result<std::size_t> write(handle to, bytes_view from) {
    const std::size_t size = std::min(from.size(), transfer_max);
    return counted([&] { return ::write(descriptor(to), from.data(), size); });
}

result<std::size_t> write_at(handle to, bytes_view from, std::uint64_t offset) {
    const std::size_t size = std::min(from.size(), transfer_max);
    const auto at = static_cast<::off_t>(offset);
    return counted([&] { return ::pwrite(descriptor(to), from.data(), size, at); });
}

result<void> sync(handle file) {
    return done([&] { return ::fsync(descriptor(file)); });
}

result<void> truncate(handle file, std::uint64_t size_bytes) {
    return done([&] { return ::ftruncate(descriptor(file), static_cast<::off_t>(size_bytes)); });
}

result<metadata> stat(handle file) {
    struct ::stat native{};
    if (::fstat(descriptor(file), &native) != 0) return error::last_system_error();
    return convert(native);
}

result<void> set_mode(handle file, file_mode mode) {
    return done([&] { return ::fchmod(descriptor(file), mode.bits); });
}

}  // namespace bounce::fs::sys
