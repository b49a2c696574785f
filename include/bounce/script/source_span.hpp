#pragma once

#include <cstdint>

namespace bounce::script {

/// A piece of a source text: the bytes [offset, offset + length). A length of 0 is a place between two
/// characters.
struct source_span {
    std::uint32_t offset = 0;
    std::uint32_t length = 0;

    [[nodiscard]] constexpr std::uint32_t end() const noexcept { return offset + length; }

    /// The smallest piece that holds both.
    [[nodiscard]] friend constexpr source_span join(source_span a, source_span b) noexcept {
        const std::uint32_t from = a.offset < b.offset ? a.offset : b.offset;
        const std::uint32_t to = a.end() > b.end() ? a.end() : b.end();
        return {from, to - from};
    }

    friend constexpr bool operator==(source_span, source_span) noexcept = default;
};

}  // namespace bounce::script
