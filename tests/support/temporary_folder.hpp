#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

/// A folder of its own for one test, gone with everything in it at the end.
class temporary_folder {
public:
    temporary_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "bounce-test-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        root_ = std::filesystem::canonical(name);
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
