#pragma once

#include "script/values/immortal.hpp"

#include "bounce/script/effect_class.hpp"
#include "bounce/script/value.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bounce::script {

/// SHA-256 over the portable encoding of a module and, through it, over the hashes of what it imports.
using module_hash = std::array<std::uint8_t, 32>;

/// A point at which a frame may be found when its program is stored.
///
/// The numbers of the kinds are frozen.
enum class safepoint_kind : std::uint8_t {
    /// Before the first instruction; live: `this` and the parameters that are read.
    entry = 0,
    /// Before the `loop` instruction at pc; live: what is live where it jumps.
    loop = 1,
    /// Inside the call or suspension at pc; live: what is read after it or in a handler around it, but
    /// not its result; and what it still needs: the root and the indices of an invoke's receiver, the
    /// iterator of a `next`.
    call = 2
};

struct safepoint {
    std::uint32_t pc;
    safepoint_kind kind;
    std::vector<std::uint64_t> live;  ///< bitmap over the registers, (registers + 63) / 64 words
};

/// If something is thrown by an instruction in [begin, end), control goes on at `target` with the thrown
/// thing in register `caught`. Inner ranges stand before the outer ones that enclose them, and the target
/// is not before the end.
struct handler {
    std::uint32_t begin;
    std::uint32_t end;
    std::uint32_t target;
    std::uint8_t caught;
};

/// The source place of the instructions from `pc` on, up to the next entry's.
struct code_place {
    std::uint32_t pc;
    std::uint32_t offset;  ///< bytes from the beginning of the source
    std::uint32_t length;  ///< bytes
};

/// Name of a variable while it lives in a register: for messages and inspection only.
struct local_name {
    std::uint32_t begin;
    std::uint32_t end;
    std::uint8_t reg;
    std::string name;
};

struct function_code {
    std::string name;             ///< "" for a closure and for the module's top level
    std::string receiver_type;    ///< of a typed method, as type_of gives it: "i64"; else ""
    std::uint8_t captured = 0;    ///< leading parameters that are captured variables
    std::uint8_t parameters = 0;  ///< all parameters, captured ones included
    std::uint8_t required = 0;    ///< of these, how many have no default (captured ones included)
    std::uint8_t registers = 1;   ///< 1 to 250
    bool mutates_this = false;    ///< `this` is assigned to, or a receiver that may be changed
    bool is_private = false;
    bool is_durable = false;
    std::vector<std::string> parameter_names;
    std::vector<std::uint32_t> words;
    std::vector<handler> handlers;
    std::vector<safepoint> safepoints;  ///< ascending by pc; the entry first
    std::vector<code_place> places;
    std::vector<local_name> locals;
};
// A parameter with a default that was not passed is `()` with the frame's count of arguments known to
// nobody: instead the compiler emits, for f(a, b = E), functions of fewer parameters that evaluate E and
// call the full one. So `required` is only for messages, and calls always match `parameters` exactly.

/// A function of this module (import = own_module) or of the import'th imported script module.
struct function_reference {
    static constexpr std::uint32_t own_module = 0xffff'ffff;
    std::uint32_t import;
    std::uint32_t function;
};

struct native_import {
    std::string module;  ///< "http"; "" for the core library
    std::string name;
    std::uint8_t arity = 0;
    effect_class effects = effect_class::pure;
    std::uint16_t version = 1;
};

struct module_import {
    std::string path;  ///< as written
    module_hash hash{};
};

struct global {
    std::string name;
    bool exported = false;
};

struct exported_function {
    std::string name;
    std::uint32_t function;
};

/// A compiled module: what its portable encoding says, decoded.
///
/// Function 0 is the top level. Function 1 only sets the globals (the constants at the top level that
/// functions may see) and the imports' globals: it runs before a function of the module is called from
/// outside without running the top level. Constants are immortal values: unit, bool, int, float, char,
/// duration, string, blob, and arrays of strings (the keys of a map literal).
struct module_code {
    std::string name;    ///< file name, for messages
    std::string source;  ///< for messages; empty if it was stripped
    module_hash hash{};
    /// What the constants are made of: each is added to it. It ends after them.
    immortal_values owned;
    std::vector<value> constants;
    std::vector<module_import> imports;  ///< the prelude is the first, except in the prelude
    std::vector<native_import> natives;
    std::vector<function_reference> references;
    std::vector<function_code> functions;
    std::vector<global> globals;
    std::vector<exported_function> exports;

    module_code() = default;
    module_code(module_code&&) noexcept = default;
    /// It would free constants that still stand here.
    module_code& operator=(module_code&&) = delete;
    ~module_code() = default;
};

}  // namespace bounce::script
