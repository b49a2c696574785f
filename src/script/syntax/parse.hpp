#pragma once

#include "script/syntax/tree.hpp"

#include "bounce/script/diagnostic.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace bounce::script {

struct parse_limits {
    std::size_t source_bytes = std::size_t{16} << 20;
    std::uint16_t depth = 256;  // of nested constructs, and of the tree
    std::size_t errors = 20;    // the parser stops after so many
};

struct parse_result {
    syntax_tree tree;
    std::vector<diagnostic> diagnostics;  // in text order

    /// No errors: the tree is whole and may be compiled.
    [[nodiscard]] bool ok() const noexcept;
};

/// Reads one file. A source that is not right gives diagnostics, and a tree of what was understood.
[[nodiscard]] parse_result parse(std::string_view source, std::string_view file_name,
                                 const parse_limits& limits = {});

}  // namespace bounce::script
