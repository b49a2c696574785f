#pragma once

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

// What the tests of traces share.
namespace bounce::trace_test {

/// How often `part` occurs in `text`.
[[nodiscard]] inline std::size_t count(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
        ++n;
    return n;
}

/// A path of its own; what is there at the end is removed.
class temporary_file {
public:
    temporary_file()
        : path_{(std::filesystem::temp_directory_path() /
                 ("bounce_trace_" + std::to_string(std::random_device{}()) + ".json"))
                    .string()} {}
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    ~temporary_file() { remove(); }

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    void remove() const noexcept {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }

    [[nodiscard]] std::string text() const {
        std::ifstream in{path_};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    void write(const std::string& text) const { std::ofstream{path_} << text; }

    /// What trace_check.py thinks of it; it prints its findings.
    [[nodiscard]] bool is_well_formed_trace() const {
        const std::string command =
            "python3 '" BOUNCE_SOURCE_DIR "/tests/unit/runtime/trace_check.py' '" + path_ + "'";
        return std::system(command.c_str()) == 0;
    }

private:
    std::string path_;
};

}  // namespace bounce::trace_test
