#pragma once

#include "script/syntax/ast.hpp"

#include <string>

namespace bounce::script {

/// The tree as text, for tests and for people: `1 + 2 * 3` is (+ 1 (* 2 3)). Equal trees have equal texts;
/// places in the source and parentheses are left out.
[[nodiscard]] std::string dump(const ast::node& n);
[[nodiscard]] std::string dump(const ast::function& f);
[[nodiscard]] std::string dump(const ast::module& m);

}  // namespace bounce::script
