#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace bounce::script {

/// Both count from 1; a column is a character, whatever its width and whether or not it is a tab.
struct source_position {
    std::uint32_t line = 1;
    std::uint32_t column = 1;

    friend bool operator==(source_position, source_position) noexcept = default;
};

/// Finds lines and columns of offsets. It looks into the source, which must outlive it.
class line_index {
public:
    explicit line_index(std::string_view source);

    [[nodiscard]] std::uint32_t line_of(std::uint32_t offset) const noexcept;
    [[nodiscard]] source_position locate(std::uint32_t offset) const noexcept;

    [[nodiscard]] std::uint32_t line_count() const noexcept {
        return static_cast<std::uint32_t>(starts_.size());
    }
    /// Where the line begins; line is between 1 and line_count().
    [[nodiscard]] std::uint32_t start_of(std::uint32_t line) const noexcept {
        return starts_[line - 1];
    }
    /// Its text without the line break.
    [[nodiscard]] std::string_view text_of(std::uint32_t line) const noexcept;

private:
    std::string_view source_;
    std::vector<std::uint32_t> starts_;
};

}  // namespace bounce::script
