#pragma once

#include "bounce/base/threads.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

/// A disk in memory that SQLite can be opened on, and that forgets what was not synced when its power
/// fails: of the writes since a file's last sync each sector is there or not, as chance has it. It is a
/// VFS of SQLite, registered under `name()` while it lives, with locks and shared memory for one process.
class forgetful_disk {
public:
    forgetful_disk();
    forgetful_disk(const forgetful_disk&) = delete;
    forgetful_disk& operator=(const forgetful_disk&) = delete;
    ~forgetful_disk();

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// What is on the disk if the power fails now. Connections go on as if nothing had happened.
    using image = std::map<std::string, std::string>;
    [[nodiscard]] image power_fails(std::uint64_t seed) const;
    /// The disk holds this, all of it synced. Nothing is open.
    void start_with(const image& content);
    [[nodiscard]] std::uint64_t syncs() const;

    struct file;

private:
    struct vfs;
    friend struct disk_calls;

    mutable bounce::os_mutex mutex_;  // over everything below
    std::map<std::string, std::shared_ptr<file>> files_;
    std::uint64_t syncs_ = 0;
    std::string name_;
    std::unique_ptr<vfs> vfs_;
};
