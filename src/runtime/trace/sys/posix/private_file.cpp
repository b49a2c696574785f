#include "runtime/trace/sys/private_file.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace bounce::detail::sys {

result<std::FILE*> open_private_file(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) return error::last_system_error().in("open", path);
    std::FILE* file = ::fdopen(descriptor, "w");
    if (file == nullptr) {
        const error why = error::last_system_error().in("open", path);
        ::close(descriptor);
        return why;
    }
    return file;
}

}  // namespace bounce::detail::sys
