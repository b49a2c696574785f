#pragma once

#include "script/compile/module_names.hpp"
#include "script/syntax/ast.hpp"

#include "bounce/script/diagnostic.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bounce::script {

struct function_scope;

/// A variable, a constant or a parameter of one function.
struct variable {
    std::string_view name;
    source_span where;
    function_scope* owner = nullptr;
    bool constant = false;
    bool parameter = false;
    bool changed = false;   ///< after it got its first value: assigned, or perhaps by a method
    bool captured = false;  ///< by a closure
    /// Of one at the top level, the declaration it stands in; else null.
    const ast::declaration* declared = nullptr;
    std::optional<std::uint16_t> global;    ///< its number, if functions or other modules see it
    std::vector<std::string_view> exports;  ///< the names other modules see it by

    /// Whether its register holds a cell, as several functions see its changes.
    [[nodiscard]] bool shared() const noexcept { return captured && changed; }
};

/// A function, a closure or the top level, with what was found out about it.
struct function_scope {
    function_scope* parent = nullptr;  ///< the one around a closure; else null
    std::vector<variable*> captures;   ///< of a closure, in the order of its leading parameters
    bool mutates_this = false;
    bool uses_this = false;
    std::vector<std::string_view> calls_on_this;  ///< names of methods called on places in `this`
};

/// What the names of a module mean. Identifiers and nodes are found by their address in the tree.
struct scopes {
    std::deque<variable> variables;
    std::deque<function_scope> functions;
    function_scope* top = nullptr;
    std::unordered_map<const ast::function*, function_scope*> named;
    std::unordered_map<const ast::closure*, function_scope*> closures;
    /// Declarations and uses of variables. A name that is not here is a function's.
    std::unordered_map<const ast::identifier*, variable*> bindings;
    /// is_def_var("x") where x is a literal.
    std::unordered_map<const ast::call*, bool> known_answers;
    std::vector<variable*> globals;

    [[nodiscard]] variable* variable_of(const ast::identifier& id) const {
        const auto found = bindings.find(&id);
        return found == bindings.end() ? nullptr : found->second;
    }
};

/// Finds out what every name means, what closures capture and what is changed; says what is wrong.
[[nodiscard]] scopes resolve_names(const ast::module& m, const module_names& names,
                                   std::vector<diagnostic>& problems);

/// The innermost thing that a chain of properties and indices stands on.
[[nodiscard]] const ast::node& root_of(const ast::node& chain) noexcept;

}  // namespace bounce::script
