#include "fs/sys/environment.hpp"

#include "fs/sys/posix/calls.hpp"

#include <unistd.h>

#include <cstdlib>

namespace bounce::fs::sys {

result<std::uint64_t> random_number() {
    std::uint64_t number = 0;
    if (result<void> filled = done([&] { return ::getentropy(&number, sizeof number); }); !filled)
        return std::move(filled).error();
    return number;
}

std::string temporary_directory() {
    const char* chosen = std::getenv("TMPDIR");
    return chosen != nullptr && *chosen != '\0' ? chosen : "/tmp";
}

}  // namespace bounce::fs::sys
