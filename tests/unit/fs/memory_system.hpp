#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/fs/file_mode.hpp"

#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

namespace bounce::fs_test {

/// A file system in memory behind the seam of bounce::fs. It fails the call one names, does less than it
/// is asked to, runs out of room, and forgets after a power cut whatever was not synced.
///
/// There is one, and one thread at a time may use it: the tests run one operation after the other.
class memory_system {
public:
    static memory_system& instance();

    /// An empty disk, and nothing fails.
    void reset() { *this = memory_system{}; }

    // What goes wrong.
    std::size_t fail_from = std::numeric_limits<
        std::size_t>::max();  ///< the number of the first call that fails, from 1
    std::size_t fail_to = std::numeric_limits<std::size_t>::max();  ///< and of the last
    std::errc failure = std::errc::io_error;
    std::size_t transfer_max = std::numeric_limits<std::size_t>::max();
    std::size_t room =
        std::numeric_limits<std::size_t>::max();  ///< bytes that can still be written
    bool can_copy_range = true;
    std::function<void()> during_read;  ///< called by each read, on the thread that reads

    // What happened.
    std::vector<std::string> calls;
    std::size_t open_handles = 0;

    void fail_only(std::size_t call) { fail_from = fail_to = call; }

    /// Puts a file on the disk, synced.
    void put(const std::string& path, const std::string& content,
             fs::file_mode mode = fs::private_file);
    [[nodiscard]] bool is_there(const std::string& path) const { return names.contains(path); }
    [[nodiscard]] std::string content(const std::string& path) const;
    [[nodiscard]] fs::file_mode mode(const std::string& path) const;
    [[nodiscard]] std::size_t files() const { return names.size(); }

    /// The power goes: content that was not synced is lost, and so are names, unless the disk happens to
    /// have noted those by itself.
    void cut_power(bool names_survive);

    // For the implementation of the seam.
    struct file {
        std::string content;
        std::string synced;
        fs::file_mode mode;
    };
    struct handle {
        std::shared_ptr<file> opened;
        std::size_t position = 0;
    };
    /// Notes a call; its error, if it is to fail.
    [[nodiscard]] std::error_code enter(std::string call);

    std::map<std::string, std::shared_ptr<file>> names;
    std::map<std::string, std::shared_ptr<file>> synced_names;
    std::map<std::intptr_t, handle> handles;
    std::intptr_t next_handle = 100;
    std::uint64_t next_random = 0xabcdef;
};

}  // namespace bounce::fs_test
