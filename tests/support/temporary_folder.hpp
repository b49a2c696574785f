#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

/// A folder of its own for one test, gone with everything in it at the end.
class temporary_folder {
public:
    temporary_folder() : temporary_folder{std::filesystem::temp_directory_path()} {}
    explicit temporary_folder(const std::filesystem::path& parent) {
        std::string name = (parent / "bounce-test-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        root_ = std::filesystem::canonical(name);
    }
    /// In memory where the system has such a place: for tests that write much and whose subject is not
    /// the disk.
    [[nodiscard]] static temporary_folder in_memory() {
        const std::filesystem::path memory = "/dev/shm";
        return temporary_folder{std::filesystem::is_directory(memory)
                                    ? memory
                                    : std::filesystem::temp_directory_path()};
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(root_, ignored);
    }

    [[nodiscard]] std::string path(const std::string& name) const {
        return (root_ / name).string();
    }

private:
    std::filesystem::path root_;
};
