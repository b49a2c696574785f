#pragma once

#include "bounce/script/source_span.hpp"

#include <concepts>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

// The tree the parser makes of one source file.
//
// Every node is a plain struct that derives from `node` and says its kind; it lives in the arena of the
// `syntax_tree` (tree.hpp) and is never destroyed one by one, so that neither making nor dropping a deep
// tree recurses. Texts are views into the tree's own copy of the source or into its arena. After parsing
// nothing changes.
//
// `node::height` is bounded by the depth limit the parser was given (also for chains such as a + b + c
// and a.b().c(), which it reads in a loop): a walk may recurse.
//
// Everything is an expression, as in Rhai: a loop or an assignment has a value, often (). What may only
// stand in a list of statements (let, export) the parser has already checked.
namespace bounce::script::ast {

#define BOUNCE_SCRIPT_AST_NODES(X) \
    X(unit_literal)                \
    X(bool_literal)                \
    X(int_literal)                 \
    X(float_literal)               \
    X(char_literal)                \
    X(string_literal)              \
    X(duration_literal)            \
    X(interpolation)               \
    X(array_literal)               \
    X(map_literal)                 \
    X(range)                       \
    X(name)                        \
    X(this_value)                  \
    X(unary)                       \
    X(binary)                      \
    X(assignment)                  \
    X(call)                        \
    X(method_call)                 \
    X(property)                    \
    X(index)                       \
    X(closure)                     \
    X(block)                       \
    X(if_else)                     \
    X(switch_on)                   \
    X(while_loop)                  \
    X(do_loop)                     \
    X(endless_loop)                \
    X(for_loop)                    \
    X(break_out)                   \
    X(continue_on)                 \
    X(return_from)                 \
    X(throw_value)                 \
    X(try_catch)                   \
    X(spawn_fiber)                 \
    X(select_first)                \
    X(declaration)                 \
    X(export_names)                \
    X(broken)

enum class kind : std::uint8_t {
#define BOUNCE_SCRIPT_AST_KIND(name) name,
    BOUNCE_SCRIPT_AST_NODES(BOUNCE_SCRIPT_AST_KIND)
#undef BOUNCE_SCRIPT_AST_KIND
};

template <class T>
using list = std::span<const T>;

struct node {
    kind tag;
    bool in_parentheses = false;  // (a?.b).c: the parentheses end the chain that ?. may cut short
    std::uint16_t height = 1;     // 1 + that of the highest child
    source_span where;
};

/// A node of kind K. Children that may be absent are null pointers and say so; all others are there.
template <kind K>
struct node_of : node {
    static constexpr kind of = K;
    node_of() noexcept : node{.tag = K, .where = {}} {}
};

using nodes = list<const node*>;

struct identifier {
    std::string_view text;
    source_span where;
};

struct block;

// ---- literals

struct unit_literal : node_of<kind::unit_literal> {};

struct bool_literal : node_of<kind::bool_literal> {
    bool value = false;
};

struct int_literal : node_of<kind::int_literal> {
    std::int64_t value = 0;  // `-9223372036854775808` arrives as one of these
};

struct float_literal : node_of<kind::float_literal> {
    double value = 0;
};

struct char_literal : node_of<kind::char_literal> {
    char32_t value = 0;
};

/// Any of the three notations, decoded: UTF-8 without the quotes.
struct string_literal : node_of<kind::string_literal> {
    std::string_view value;
};

struct duration_literal : node_of<kind::duration_literal> {
    std::int64_t nanoseconds = 0;
};

/// A back-tick string with at least one ${}: parts are string_literals and blocks, in text order.
struct interpolation : node_of<kind::interpolation> {
    nodes parts;
};

struct array_literal : node_of<kind::array_literal> {
    nodes elements;
};

struct map_entry {
    identifier key;     // decoded if it was a string; no two entries have the same
    const node* value;  // for the shorthand #{name}: the name
};

struct map_literal : node_of<kind::map_literal> {
    list<map_entry> entries;
};

/// a..b, a..=b; either end may be absent.
struct range : node_of<kind::range> {
    const node* from = nullptr;  // may be absent
    const node* to = nullptr;    // may be absent
    bool inclusive = false;
};

// ---- names

/// x, m::X, a::b::X, global::X
struct name : node_of<kind::name> {
    list<identifier> modules;  // outermost first; empty for a plain name
    identifier id;
};

struct this_value : node_of<kind::this_value> {};

// ---- operators

enum class unary_op : std::uint8_t { minus, plus, negate /* ! */ };

struct unary : node_of<kind::unary> {
    unary_op op{};
    const node* operand = nullptr;
};

enum class binary_op : std::uint8_t {
    add,
    subtract,
    multiply,
    divide,
    remainder,
    power,
    shift_left,
    shift_right,
    bit_and,
    bit_or,
    bit_xor,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    both,      // && evaluates its right side only if it must; so do || and ??
    either,    // ||
    coalesce,  // ??
    in,
    not_in,
};

/// As it is written: "+", "&&", "!in".
[[nodiscard]] std::string_view spelling(binary_op op) noexcept;
[[nodiscard]] std::string_view spelling(unary_op op) noexcept;

struct binary : node_of<kind::binary> {
    binary_op op{};
    source_span op_where;
    const node* left = nullptr;
    const node* right = nullptr;
};

/// target = value, or target op= value. The target is a place: a name, or `this`, followed by properties,
/// indices and ranges; `f().x = 1` is one too (the value of the call is changed and dropped).
/// Its value is ().
struct assignment : node_of<kind::assignment> {
    const node* target = nullptr;
    const node* value = nullptr;
    source_span op_where;
    bool compound = false;  // op= : then `op` says which; never a comparison, && or ||
    binary_op op{};
};

/// f(a, b), m::f(a). Whether the name is a function or a variable that holds one is for the compiler to find out.
struct call : node_of<kind::call> {
    list<identifier> modules;
    identifier id;
    nodes arguments;
};

// ---- chains. With null_safe (?. and ?[) a () on the left makes the whole rest of the chain ().

struct method_call : node_of<kind::method_call> {
    const node* target = nullptr;
    identifier id;
    nodes arguments;
    bool null_safe = false;
};

struct property : node_of<kind::property> {
    const node* target = nullptr;
    identifier id;
    bool null_safe = false;
};

/// a[i]; the subscript may be a range: a[1..], a[..]
struct index : node_of<kind::index> {
    const node* target = nullptr;
    const node* subscript = nullptr;
    bool null_safe = false;
};

// ---- functions

struct parameter {
    identifier id;
    const node* fallback =
        nullptr;  // the default argument; may be absent. Those without stand first
};

/// |x, y| body. What it captures is for the compiler to find out.
struct closure : node_of<kind::closure> {
    list<parameter> parameters;
    const node* body = nullptr;
};

/// fn name(...) {...}: not a node, because functions stand only in a module.
struct function {
    source_span where;       // from `fn` (or what stands before it) to the closing brace
    source_span head_where;  // up to the closing parenthesis
    identifier id;
    identifier this_type;  // `int` of fn int.f(); an empty text if none
    list<parameter> parameters;
    const block* body = nullptr;
    bool is_private = false;
    bool is_durable = false;
    list<std::string_view> docs;  // its doc comments with their slashes
};

// ---- statements that have a value

/// The value is that of the last statement, with or without a semicolon after it; () if there is none
/// and for a declaration.
struct block : node_of<kind::block> {
    nodes statements;
    source_span open_where;   // { or, of a whole file, its begin
    source_span close_where;  // } or its end
};

struct if_branch {
    const node* condition;
    const block* body;
};

/// if a {} else if b {} else {}: all conditions in one list.
struct if_else : node_of<kind::if_else> {
    list<if_branch> branches;          // at least one
    const block* otherwise = nullptr;  // may be absent
};

struct switch_case {
    nodes patterns;               // constants and ranges of constants; empty for `_`
    const node* guard = nullptr;  // may be absent
    const node* body = nullptr;
    source_span where;
};

/// Cases in text order; an unguarded `_` can only be the last.
struct switch_on : node_of<kind::switch_on> {
    const node* subject = nullptr;
    list<switch_case> cases;
};

struct while_loop : node_of<kind::while_loop> {
    const node* condition = nullptr;
    const block* body = nullptr;
};

/// do {} while c, do {} until c
struct do_loop : node_of<kind::do_loop> {
    const block* body = nullptr;
    const node* condition = nullptr;
    bool until = false;
};

struct endless_loop : node_of<kind::endless_loop> {
    const block* body = nullptr;
};

/// for x in c {}, for (x, i) in c {}
struct for_loop : node_of<kind::for_loop> {
    identifier item;
    identifier counter;  // an empty text if there is none
    const node* sequence = nullptr;
    const block* body = nullptr;
};

/// Only inside a loop of the same function or closure: the parser has checked it.
struct break_out : node_of<kind::break_out> {
    const node* value = nullptr;  // may be absent
};

struct continue_on : node_of<kind::continue_on> {};

struct return_from : node_of<kind::return_from> {
    const node* value = nullptr;  // may be absent
};

struct throw_value : node_of<kind::throw_value> {
    const node* value = nullptr;  // may be absent: throws ()
};

struct try_catch : node_of<kind::try_catch> {
    const block* body = nullptr;
    identifier caught;  // an empty text for catch {}
    const block* handler = nullptr;
};

// ---- fibers

/// spawn f(x): the arguments are evaluated now, the call happens in the fiber. Any other operand is a
/// value that the fiber calls.
struct spawn_fiber : node_of<kind::spawn_fiber> {
    const node* operand = nullptr;
};

struct pattern;

struct select_arm {
    enum class form : std::uint8_t {
        operation,  // [binding =] call or method call
        after,      // after duration
        otherwise,  // else
    };
    form how{};
    const pattern* binding = nullptr;  // may be absent; only with an operation
    const node* operand = nullptr;     // the operation or the duration; null for `else`
    const node* body = nullptr;
    source_span where;
};

struct select_first : node_of<kind::select_first> {
    list<select_arm> arms;  // in text order; at most one `else`
};

// ---- declarations

struct pattern_field;

/// What a declaration binds: x, [a, _, [b, c]], #{x, y: other}
struct pattern {
    enum class form : std::uint8_t { name, ignored /* _ */, array, map };
    form how{};
    source_span where;
    identifier id;                  // name
    list<const pattern*> elements;  // array: as many as the array must have
    list<pattern_field> fields;     // map: these must be there, others may be
};

struct pattern_field {
    identifier key;
    const pattern* target;  // for #{x}: the name x
};

/// let p = value, const p = value. Without a value (only of a plain name) it is ().
struct declaration : node_of<kind::declaration> {
    const pattern* target = nullptr;
    const node* value = nullptr;  // may be absent
    bool constant = false;
    bool exported = false;  // export let x = 1;
};

struct exported_name {
    identifier id;
    identifier alias;  // the same as id if none is given
};

/// export x; export x as y, z;   only at the level of the module
struct export_names : node_of<kind::export_names> {
    list<exported_name> names;
};

/// Stands where the text could not be understood. A tree without errors has none.
struct broken : node_of<kind::broken> {};

// ---- the file

struct import {
    source_span where;
    std::string_view path;
    source_span path_where;
    identifier alias;  // an empty text for import "x";
};

/// A whole file: its imports, its functions, and the statements that are left.
struct module {
    list<import> imports;
    list<const function*> functions;  // in text order; no two with the same name, type and arity
    const block* body = nullptr;
    list<std::string_view> docs;  // the //! comments
};

// ---- reading

template <class T>
concept node_type = std::derived_from<T, node> && requires { T::of; };

/// The node as T, or null if it is of another kind.
template <node_type T>
[[nodiscard]] const T* as(const node* n) noexcept {
    return n != nullptr && n->tag == T::of ? static_cast<const T*>(n) : nullptr;
}
template <node_type T>
[[nodiscard]] const T* as(const node& n) noexcept {
    return as<T>(&n);
}

/// f(the node in its own type); f must take all of them, for example as an overload set.
template <class F>
decltype(auto) visit(const node& n, F&& f) {
    switch (n.tag) {
#define BOUNCE_SCRIPT_AST_VISIT(name) \
    case kind::name: return f(static_cast<const struct name&>(n));
        BOUNCE_SCRIPT_AST_NODES(BOUNCE_SCRIPT_AST_VISIT)
#undef BOUNCE_SCRIPT_AST_VISIT
    }
    __builtin_unreachable();
}

}  // namespace bounce::script::ast
