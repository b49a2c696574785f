#pragma once

#include "script/code/intrinsics.hpp"
#include "script/code/module_code.hpp"
#include "script/values/immortal.hpp"

#include "bounce/script/engine.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bounce::script {

struct module;
struct linked_program;

/// A function of a linked module. `words` is the portable code with those extension words replaced that
/// name something by number of the module: a pc means the same in both.
struct linked_function {
    const function_code* code = nullptr;
    const module* home = nullptr;
    std::uint32_t index = 0;
    std::vector<std::uint32_t> words;  ///< invoke: the first extension word is a number of `sites`
    std::uint32_t registers = 1;
    const value* constants = nullptr;  ///< of the module
};

/// What the name of an `invoke`, with its number of arguments, may mean: looked up once, when linking.
struct invoke_site {
    value name;               ///< a constant
    std::uint32_t flags = 0;  ///< call_flags
    std::uint8_t arguments =
        0;  ///< without the receiver in method style; all of them in call style
    struct typed {
        std::string_view type;
        const linked_function* function;
    };
    std::vector<typed> typed_methods;          ///< of the module
    const linked_function* method = nullptr;   ///< of the module, for any type
    std::vector<intrinsic> intrinsics;         ///< those of that name and number of arguments
    std::vector<typed> prelude_typed;          ///< typed methods of the prelude
    const linked_function* prelude = nullptr;  ///< of the prelude, for any type
    const linked_function* prelude_free =
        nullptr;                            ///< of the prelude, taking the receiver as an argument
    const overload_set* natives = nullptr;  ///< with some overload of that number of arguments
    bool may_mutate = false;                ///< one of these natives changes its first argument
    bool is_call = false;  ///< f.call(...) if the receiver is a function, whatever else there is
};

/// Where a native import leads.
struct native_link {
    const native_import* import = nullptr;
    const overload_set* overloads = nullptr;
    bool suspends = false;  ///< the host performs it
};

/// A module in a program. Shared by threads, never changed.
struct module {
    std::shared_ptr<const module_code> code;
    std::uint32_t index = 0;  ///< in its program
    const linked_program* owner = nullptr;
    std::vector<linked_function> functions;
    std::vector<const linked_function*> references;
    std::vector<const module*> imports;
    std::vector<native_link> natives;
    std::vector<invoke_site> sites;
    /// For each constant: the natives `x.name` may call, if it is a string that names some.
    std::vector<const overload_set*> properties;
    immortal_values immortals;  // before what refers to them
    /// For each function, a value that nobody counts.
    std::vector<value> function_values;

    /// Functions by name; those of one name in order of their index.
    std::unordered_map<std::string_view, std::vector<const linked_function*>> by_name;

    /// The function for any receiver with so many parameters; null if there is none.
    [[nodiscard]] const linked_function* find(std::string_view name,
                                              std::size_t parameters) const noexcept;
    /// The method for receivers of one type.
    [[nodiscard]] const linked_function* find_typed(std::string_view type, std::string_view name,
                                                    std::size_t parameters) const noexcept;
};

/// The modules of a program and what they are linked with.
struct linked_program {
    std::shared_ptr<const engine> natives;
    std::vector<std::unique_ptr<module>> modules;  ///< dependencies first, the main module last
    const module* prelude = nullptr;               ///< null if the program has none
};

}  // namespace bounce::script
