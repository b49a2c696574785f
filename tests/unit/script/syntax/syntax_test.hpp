#pragma once

#include "script/syntax/dump.hpp"
#include "script/syntax/parse.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace syntax_test {

/// The tree of a whole file as text, or its diagnostics as they are printed.
inline std::string tree(std::string_view source) {
    const auto parsed = bounce::script::parse(source, "t.bounce");
    return parsed.ok() ? bounce::script::dump(parsed.tree.root())
                       : render(parsed.diagnostics, source, "t.bounce");
}

/// "line:column message" of each diagnostic, a line each; empty if there is none.
std::string complaints(std::string_view source, const bounce::script::parse_limits& limits = {});

/// The help of the first diagnostic.
std::string help(std::string_view source);

struct pair {
    std::string_view source;
    std::string_view expected;
};

/// Each source gives the tree beside it.
template <std::size_t N>
void expect_trees(const pair (&table)[N]) {
    for (const pair& p : table) EXPECT_EQ(tree(p.source), p.expected) << p.source;
}

/// Each source gives the complaints beside it.
template <std::size_t N>
void expect_complaints(const pair (&table)[N]) {
    for (const pair& p : table) EXPECT_EQ(complaints(p.source), p.expected) << p.source;
}

}  // namespace syntax_test
