#pragma once

#include "http/core/refusal.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string_view>

namespace bounce::http::core {

/// Finds the end of a run of lines in bytes that arrive in portions, and refuses, at the first byte
/// that shows it, what no line may contain: CR without LF, LF without CR, control characters. Looks at
/// every byte once, however the portions are cut.
class line_scanner {
public:
    /// What ends the run.
    enum class until : std::uint8_t {
        empty_line,       ///< a line with nothing in it, which belongs to the run
        one_line,         ///< the first line
        line_after_empty  ///< the second line; the first must be empty
    };

    explicit line_scanner(until end) noexcept : until_{end} {}

    struct found {
        std::size_t size;  ///< bytes of the portion that belong to the run
        bool complete;
    };
    [[nodiscard]] std::expected<found, refusal> scan(std::string_view portion) noexcept;

private:
    [[nodiscard]] bool ends_with_this_line() const noexcept;

    until until_;
    bool after_cr_ = false;
    bool line_is_empty_ = true;
    bool first_line_ = true;
};

}  // namespace bounce::http::core
