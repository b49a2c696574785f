#pragma once

#include "script/compile/library.hpp"
#include "script/syntax/ast.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bounce::script {

/// A module that was compiled, and what only compiling needs to know of it.
struct compiled_module {
    std::shared_ptr<const module_code> code;
    /// Exported constants: the function without parameters that gives the value.
    std::map<std::string, std::uint32_t, std::less<>> constants;

    /// The exported function of that name with so many parameters; null if there is none.
    [[nodiscard]] const exported_function* find(std::string_view name,
                                                std::size_t parameters) const noexcept;
    /// Whether it has globals to be set before its functions may run.
    [[nodiscard]] bool needs_setup() const noexcept;
};

/// A function of the module being compiled, as it can be called. One with default arguments stands here
/// once for each number of arguments.
struct callable {
    const ast::function* syntax = nullptr;
    std::uint32_t index = 0;
    std::size_t parameters = 0;

    [[nodiscard]] bool is_typed() const noexcept { return !syntax->this_type.text.empty(); }
};

/// What `import "x" as m` made of `m`.
struct imported {
    const ast::import* syntax = nullptr;
    const compiled_module* script = nullptr;  // null: a module of the host
    std::uint32_t index = 0;                  // of a script module, among the imports
};

/// The names that exist in a module as a whole.
class module_names {
public:
    explicit module_names(const library& everywhere) : library_{&everywhere} {}

    [[nodiscard]] const library& everywhere() const noexcept { return *library_; }

    void add(callable f);
    void add(std::string_view alias, imported from) { imports_.emplace(alias, from); }

    /// All functions of that name, typed methods included.
    [[nodiscard]] std::span<const callable> functions(std::string_view name) const;
    /// The function that name(arguments) means; null if there is none.
    [[nodiscard]] const callable* function(std::string_view name, std::size_t arguments) const;
    [[nodiscard]] const imported* import(std::string_view alias) const;
    [[nodiscard]] const std::unordered_map<std::string_view, imported>& imports() const noexcept {
        return imports_;
    }

    void offer_functions(suggestion& to) const;

private:
    const library* library_;
    std::unordered_map<std::string_view, std::vector<callable>> functions_;
    std::unordered_map<std::string_view, imported> imports_;
};

}  // namespace bounce::script
