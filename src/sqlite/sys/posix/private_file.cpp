#include "sqlite/sys/private_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace bounce::sqlite::sys {

namespace {

int open_again(const char* path, int flags, unsigned mode = 0) noexcept {
    int opened = -1;
    do {
        opened = ::open(path, flags | O_CLOEXEC, mode);
    } while (opened < 0 && errno == EINTR);
    return opened;
}

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

result<void> create_private_file(const std::string& path) {
    const int made = open_again(path.c_str(), O_RDWR | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
    if (made < 0) {
        if (errno == EEXIST) return {};
        return error::last_system_error();
    }
    ::close(made);
    const int folder = open_again(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY);
    if (folder < 0) return error::last_system_error();
    const int synced = ::fsync(folder);
    const error why = error::last_system_error();
    ::close(folder);
    if (synced != 0) return why;
    return {};
}

}  // namespace bounce::sqlite::sys
