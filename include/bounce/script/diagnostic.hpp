#pragma once

#include "bounce/script/source_span.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bounce::script {

/// What the compiler has to say about one place of a source text: what is wrong, where, and what to do.
///
///     error: this string is never closed
///       --> hello.bounce:3:9
///     3 | let s = "abc;
///       |         ^^^^^ it begins here
///       = help: close it with `"`; a string of several lines is written in back-ticks
///
/// The spans are places of the text that was compiled; `render` needs that text again.
struct diagnostic {
    enum class severity : std::uint8_t { error, warning };

    /// A place that belongs to the story, and what it has to do with it.
    struct label {
        source_span where;
        std::string text;  // may be empty: the place is marked and nothing is said

        friend bool operator==(const label&, const label&) = default;
    };

    severity level = severity::error;
    std::string message;  // one line, no full stop: "cannot add `string` and `map`"
    source_span where;    // what is underlined first; its start is the position that is printed
    std::vector<label> labels{};  // further places; one whose place is `where` says its text there
    std::string help{};           // what to write instead; empty if nothing helps

    friend bool operator==(const diagnostic&, const diagnostic&) = default;
};

/// The diagnostic as text, as above, ending in a line break. `source` is the text the spans point into.
/// Lines, carets and columns are counted in characters as a terminal shows them: tabs reach the next
/// multiple of four columns, wide characters take two, combining ones none.
[[nodiscard]] std::string render(const diagnostic& what, std::string_view source,
                                 std::string_view file_name);

/// All of them, with an empty line between.
[[nodiscard]] std::string render(const std::vector<diagnostic>& all, std::string_view source,
                                 std::string_view file_name);

}  // namespace bounce::script
