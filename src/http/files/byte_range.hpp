#pragma once

#include <cstdint>
#include <string_view>

namespace bounce::http::detail {

/// The part of a file that a Range field asks for.
struct byte_range {
    enum class kind {
        whole,  ///< no range, one that is malformed, several, or other units: the field is ignored
        part,   ///< `size` bytes from `offset` on, at least one and all of them in the file
        unsatisfiable,  ///< there are no such bytes: 416
    };
    kind what = kind::whole;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;

    [[nodiscard]] static byte_range parse(std::string_view field, std::uint64_t file_size) noexcept;
};

}  // namespace bounce::http::detail
