#pragma once

#include "script/code/module_code.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace bounce::script {

/// Which handler catches what is thrown at a place: the innermost one around it.
///
/// Ranges are well-formed if each is not empty, ends before its target (so that a throw never leads
/// backwards, and code without `loop` comes to an end), lies inside the code, and any two are apart or
/// one inside the other, the inner one standing before the outer one in the table.
class handler_map {
public:
    static constexpr std::uint32_t none = 0xffff'ffff;

    /// Nothing if the ranges are not well-formed.
    [[nodiscard]] static std::optional<handler_map> of(std::span<const handler> table,
                                                       std::size_t words);

    /// The number of the handler, or `none`.
    [[nodiscard]] std::uint32_t innermost(std::uint32_t pc) const noexcept;

private:
    struct stretch {
        std::uint32_t begin;  // up to the next stretch
        std::uint32_t handler;
    };
    std::vector<stretch> stretches_;
};

}  // namespace bounce::script
