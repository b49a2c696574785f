#pragma once

#include <cstddef>

namespace bounce::script {

/// How large one value may become. Reaching a limit is ErrorDataTooLarge, which a script cannot catch.
struct value_limits {
    std::size_t string_bytes = std::size_t{64} << 20;
    std::size_t blob_bytes = std::size_t{64} << 20;
    std::size_t array_items = 10'000'000;
    std::size_t map_keys = 1'000'000;
    /// How deep a text that `parse_json` reads may nest.
    std::size_t json_depth = 1'000;
};

}  // namespace bounce::script
