#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace conformance {

/// What became of the cases of one suite. Failures are printed as they are reported.
class report {
public:
    void pass() noexcept { ++passed_; }
    void fail(std::string_view name, std::string_view why);
    void skip() noexcept { ++skipped_; }

    /// "N passed, N failed, N skipped"
    [[nodiscard]] std::string summary() const;
    [[nodiscard]] bool good() const noexcept { return failed_ == 0 && passed_ != 0; }

private:
    std::size_t passed_ = 0;
    std::size_t failed_ = 0;
    std::size_t skipped_ = 0;
};

/// The whole file; ends the program with a message if it cannot be read.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

}  // namespace conformance
