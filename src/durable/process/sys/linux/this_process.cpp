#include "bounce/durable/this_process.hpp"

#include <unistd.h>

#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

namespace bounce::durable {

namespace {

std::string content_of(const std::string& path) {
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

// Drawn by the kernel at each start of the machine.
std::string boot_of_this_machine() {
    std::string id = content_of("/proc/sys/kernel/random/boot_id");
    while (!id.empty() && id.back() == '\n') id.pop_back();
    return id;
}

// In whose terms process ids are meant here: "pid:[4026531836]".
std::string pid_namespace() {
    std::array<char, 64> name{};
    const ::ssize_t size = ::readlink("/proc/self/ns/pid", name.data(), name.size());
    return size > 0 ? std::string{name.data(), static_cast<std::size_t>(size)} : std::string{};
}

// Of proc(5): state is field 3 and starttime field 22 of /proc/PID/stat. Field 2 is the program's name in
// parentheses, which may hold anything, so the fields are counted from its last parenthesis.
struct stat_line {
    char state = '?';
    std::uint64_t started = 0;
};

std::optional<stat_line> stat_of(std::int64_t pid) {
    const std::string line = content_of("/proc/" + std::to_string(pid) + "/stat");
    const std::size_t name_end = line.rfind(')');
    if (name_end == std::string::npos || name_end + 2 >= line.size()) return std::nullopt;
    stat_line read;
    std::size_t at = name_end + 2;
    read.state = line[at];
    for (int field = 3; field < 22; ++field) {
        at = line.find(' ', at);
        if (at == std::string::npos) return std::nullopt;
        ++at;
    }
    const char* const end = line.data() + line.size();
    if (std::from_chars(line.data() + at, end, read.started).ec != std::errc{}) return std::nullopt;
    return read;
}

}  // namespace

process_identity this_process() {
    process_identity self;
    self.boot_id = boot_of_this_machine() + "/" + pid_namespace();
    self.pid = ::getpid();
    if (const auto read = stat_of(self.pid)) self.start_time = read->started;
    return self;
}

bool has_ended(const process_identity& process) {
    const std::size_t slash = process.boot_id.find('/');
    if (slash == std::string::npos) return false;  // not one of ours
    const std::string_view theirs = process.boot_id;
    if (theirs.substr(0, slash) != boot_of_this_machine()) return true;
    if (theirs.substr(slash + 1) != pid_namespace()) return false;
    const auto found = stat_of(process.pid);
    if (!found || found->started != process.start_time) return true;
    // A zombie runs no more; it only waits for its parent to notice.
    return found->state == 'Z' || found->state == 'X';
}

}  // namespace bounce::durable
