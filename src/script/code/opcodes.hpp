#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// The instructions of the register machine, in one table.
//
// Code is a sequence of 32-bit words. The first word of an instruction is
//     bits 0-7 opcode, 8-15 A, 16-23 B, 24-31 C      or, where Bx is named, bits 16-31 Bx
// and some instructions are followed by extension words. R[n] is register n of the running function,
// K[n] constant n of its module, F[n] entry n of the module's function references, N[n] entry n of its
// native imports. Signed operands (sC, sBx) are two's complement. Jump offsets count words from the end
// of the instruction, extension words included.
//
// Every function has `this` in R[0] and its parameters in R[1..n]; captured variables are its leading
// parameters. A call has a window: R[A] becomes the callee's R[0], R[A+1..A+argc] its parameters (they
// are moved), the callee's frame begins at R[A], and the result lands in R[A]. Whatever the caller had in
// R[A] and behind is gone: nothing that is needed after the call, in a handler or to put a receiver back
// may be there.
//
// A place is a root register and a path of extension words, `kind << 24 | operand`: the kind is a
// path_kind, the operand a constant (property) or a register (index; a range value makes it a slice).
// If cell_root is set, the root register holds a cell and the place is inside its value.
//
// Code that contains no `loop` comes to an end: every other jump leads forward, and so does every handler
// (its target is not before its end).
//
// The numbers are frozen: stored runs contain them. New instructions go to the end. A test pins the
// table.

namespace bounce::script {

/// What an instruction does with an operand byte.
enum class operand : std::uint8_t {
    none,         ///< must be zero
    reads,        ///< register, read
    writes,       ///< register, written
    updates,      ///< register, read and written
    takes,        ///< register, moved from: it is () afterwards
    immediate,    ///< a number
    bx_constant,  ///< B and C together: K[Bx]
    bx_offset,    ///< B and C together: a jump offset (and A stays a register)
    bx_global,    ///< B and C together: a global of the module
    window,       ///< first register of a call window (described at the instruction)
    list          ///< first of a run of registers, moved from (its length is another operand)
};

// X(name, number, A, B, C, fixed extension words)
// clang-format off
#define BOUNCE_SCRIPT_OPCODES(X)                                                                              \
    /* values */                                                                                              \
    X(nop,            0, none,    none,        none,      0)                                                  \
    X(move,           1, writes,  reads,       none,      0) /* R[A] = R[B]                              */   \
    X(take,           2, writes,  takes,       none,      0) /* R[A] = R[B], and R[B] = ()               */   \
    X(load_unit,      3, writes,  none,        none,      0) /* R[A] = ()                                */   \
    X(load_bool,      4, writes,  immediate,   none,      0) /* R[A] = B != 0                            */   \
    X(load_int,       5, writes,  immediate,   immediate, 0) /* R[A] = sBx                               */   \
    X(load_constant,  6, writes,  bx_constant, none,      0) /* R[A] = K[Bx]                             */   \
    X(load_function,  7, writes,  none,        none,      1) /* R[A] = Fn(F[ext])                        */   \
    X(new_closure,    8, writes,  list,        immediate, 1) /* R[A] = F[ext] curried with R[B..B+C-1]   */   \
    X(check_this,     9, none,    none,        none,      0) /* error unless `this` is bound             */   \
    /* captured variables and globals */                                                                      \
    X(new_cell,      10, writes,  takes,       none,      0) /* R[A] = a cell that holds R[B]            */   \
    X(cell_get,      11, writes,  reads,       none,      0) /* R[A] = content of cell R[B]              */   \
    X(cell_set,      12, reads,   reads,       none,      0) /* content of cell R[A] = R[B]              */   \
    X(global_get,    13, writes,  bx_global,   none,      0) /* error while it is not set                */   \
    X(global_set,    14, reads,   bx_global,   none,      0)                                                  \
    /* operators: R[A] = R[B] op R[C]; if A equals B it is R[A] op= R[C]: a unique left side is changed */    \
    /* in place, and an array takes what is added to it */                                                    \
    X(add,           15, writes,  reads,       reads,     0)                                                  \
    X(subtract,      16, writes,  reads,       reads,     0)                                                  \
    X(multiply,      17, writes,  reads,       reads,     0)                                                  \
    X(divide,        18, writes,  reads,       reads,     0)                                                  \
    X(remainder,     19, writes,  reads,       reads,     0)                                                  \
    X(power,         20, writes,  reads,       reads,     0)                                                  \
    X(shift_left,    21, writes,  reads,       reads,     0)                                                  \
    X(shift_right,   22, writes,  reads,       reads,     0)                                                  \
    X(bit_and,       23, writes,  reads,       reads,     0)                                                  \
    X(bit_or,        24, writes,  reads,       reads,     0)                                                  \
    X(bit_xor,       25, writes,  reads,       reads,     0)                                                  \
    X(equal,         26, writes,  reads,       reads,     0)                                                  \
    X(not_equal,     27, writes,  reads,       reads,     0)                                                  \
    X(less,          28, writes,  reads,       reads,     0)                                                  \
    X(less_equal,    29, writes,  reads,       reads,     0)                                                  \
    X(greater,       30, writes,  reads,       reads,     0)                                                  \
    X(greater_equal, 31, writes,  reads,       reads,     0)                                                  \
    X(contains,      32, writes,  reads,       reads,     0) /* R[B] in R[C]                             */   \
    X(negate,        33, writes,  reads,       none,      0)                                                  \
    X(logical_not,   34, writes,  reads,       none,      0)                                                  \
    X(unary_plus,    35, writes,  reads,       none,      0) /* a number, or an error                    */   \
    X(add_int,       36, writes,  reads,       immediate, 0) /* R[A] = R[B] + sC; if sC < 0, R[B] - -sC  */   \
    X(new_range,     37, writes,  reads,       reads,     1) /* R[B]..R[C]; () is an open end; ext 1: ..=*/   \
    X(interpolate,   38, writes,  list,        immediate, 0) /* text of R[B..B+C-1], joined              */   \
    X(new_array,     39, writes,  list,        immediate, 0) /* [R[B..B+C-1]]                            */   \
    X(array_append,  40, updates, list,        immediate, 0) /* R[A] gets R[B..B+C-1] at its end         */   \
    X(new_map,       41, writes,  list,        immediate, 1) /* keys: the array K[ext]; values R[B..]    */   \
    /* parts */                                                                                               \
    X(get_index,     42, writes,  reads,       reads,     0) /* R[A] = R[B][R[C]]                        */   \
    X(get_property,  43, writes,  reads,       none,      1) /* R[A] = R[B].K[ext]                       */   \
    X(place_set,     44, reads,   updates,     immediate, 1) /* place(B, ext count & path) = R[A]        */   \
    X(place_update,  45, reads,   updates,     immediate, 1) /* place op= R[A]; C: the opcode of op      */   \
    /* control */                                                                                             \
    X(jump,          46, none,    bx_offset,   none,      0) /* forward, like all but loop               */   \
    X(jump_if,       47, reads,   bx_offset,   none,      0) /* R[A] must be a bool                      */   \
    X(jump_unless,   48, reads,   bx_offset,   none,      0) /* R[A] must be a bool                      */   \
    X(jump_if_unit,  49, reads,   bx_offset,   none,      0)                                                  \
    X(jump_not_unit, 50, reads,   bx_offset,   none,      0)                                                  \
    X(loop,          51, none,    bx_offset,   none,      0) /* the only jump backwards: fuel, safepoint */   \
    X(check_bool,    52, reads,   none,        none,      0) /* error unless R[A] is a bool              */   \
    X(return_value,  53, takes,   none,        none,      0)                                                  \
    X(return_unit,   54, none,    none,        none,      0)                                                  \
    X(throw_value,   55, takes,   none,        none,      0)                                                  \
    X(new_iterator,  56, writes,  reads,       none,      0) /* over R[B]                                */   \
    X(next,          57, updates, writes,      immediate, 1) /* R[B] = next of R[A], or jump by ext at   */   \
                                                             /* its end; C 1: R[B+1] = its number. A     */   \
                                                             /* safepoint: over a channel it waits       */   \
    /* calls and suspensions: all are safepoints */                                                           \
    X(call,          58, window,  none,        immediate, 1) /* F[ext](R[A+1..A+C]), `this` unbound      */   \
    X(call_value,    59, window,  takes,       immediate, 0) /* R[B](R[A+1..A+C]), `this` unbound        */   \
    X(call_native,   60, window,  none,        immediate, 1) /* N[ext](R[A+1..A+C]); may suspend         */   \
    X(invoke,        61, window,  updates,     immediate, 2) /* by name, on a place: see call_flags      */   \
    X(spawn,         62, writes,  takes,       none,      0) /* R[A] = task that runs function R[B]      */   \
    X(select,        63, window,  none,        immediate, 0) /* C arms of two words each: see select_arm */
// clang-format on

/// One instruction's number. See the table for what each does.
enum class opcode : std::uint8_t {
#define BOUNCE_SCRIPT_OPCODE(name, number, a, b, c, extensions) name = (number),
    BOUNCE_SCRIPT_OPCODES(BOUNCE_SCRIPT_OPCODE)
#undef BOUNCE_SCRIPT_OPCODE
};

/// The form of an instruction: its operands and how many extension words always follow it. A place adds
/// its path (place_set, place_update, invoke), select its arms.
struct opcode_form {
    std::string_view name;
    operand a;
    operand b;
    operand c;
    std::uint8_t extensions;
};

inline constexpr std::size_t opcode_count = 64;

namespace detail {
inline constexpr std::array<opcode_form, opcode_count> opcode_forms{{
#define BOUNCE_SCRIPT_FORM(name, number, a, b, c, extensions) \
    {#name, operand::a, operand::b, operand::c, extensions},
    BOUNCE_SCRIPT_OPCODES(BOUNCE_SCRIPT_FORM)
#undef BOUNCE_SCRIPT_FORM
}};
}  // namespace detail

[[nodiscard]] constexpr const opcode_form& form_of(opcode op) noexcept {
    return detail::opcode_forms[static_cast<std::size_t>(op)];
}

// --- words ---------------------------------------------------------------------------------------

[[nodiscard]] constexpr std::uint32_t word_abc(opcode op, std::uint32_t a = 0, std::uint32_t b = 0,
                                               std::uint32_t c = 0) noexcept {
    return static_cast<std::uint32_t>(op) | (a & 0xff) << 8 | (b & 0xff) << 16 | (c & 0xff) << 24;
}
[[nodiscard]] constexpr std::uint32_t word_abx(opcode op, std::uint32_t a,
                                               std::uint32_t bx) noexcept {
    return static_cast<std::uint32_t>(op) | (a & 0xff) << 8 | (bx & 0xffff) << 16;
}
[[nodiscard]] constexpr std::uint8_t number_of(std::uint32_t word) noexcept {
    return static_cast<std::uint8_t>(word);
}
[[nodiscard]] constexpr std::uint8_t a_of(std::uint32_t word) noexcept {
    return static_cast<std::uint8_t>(word >> 8);
}
[[nodiscard]] constexpr std::uint8_t b_of(std::uint32_t word) noexcept {
    return static_cast<std::uint8_t>(word >> 16);
}
[[nodiscard]] constexpr std::uint8_t c_of(std::uint32_t word) noexcept {
    return static_cast<std::uint8_t>(word >> 24);
}
[[nodiscard]] constexpr std::int8_t sc_of(std::uint32_t word) noexcept {
    return static_cast<std::int8_t>(word >> 24);
}
[[nodiscard]] constexpr std::uint16_t bx_of(std::uint32_t word) noexcept {
    return static_cast<std::uint16_t>(word >> 16);
}
[[nodiscard]] constexpr std::int16_t sbx_of(std::uint32_t word) noexcept {
    return static_cast<std::int16_t>(word >> 16);
}

// --- places --------------------------------------------------------------------------------------

/// A step of a path: `kind << 24 | operand`.
enum class path_kind : std::uint8_t {
    property = 0,  ///< operand: constant with the name
    index = 1      ///< operand: register with the index, key or range
};

/// The first extension word of place_set and place_update, and the second of invoke:
/// number of path words that follow, and these flags.
namespace place_flags {
inline constexpr std::uint32_t count_mask = 0xff;
inline constexpr std::uint32_t cell_root = 1U << 8;   ///< the root register holds a cell
inline constexpr std::uint32_t const_root = 1U << 9;  ///< changing it is an error
}  // namespace place_flags

/// The first extension word of invoke is `flags << 24 | constant with the name`.
///
/// invoke calls what is found under a name with the receiver place(B, second extension word) and the
/// arguments R[A+1..A+C]. In method style it looks, in this order, for: a property of that name of a
/// receiver that is a map and holds a function (called with `this` = the receiver); a function of the
/// module for the receiver's type, then for any type, with C parameters (`this` = the receiver); an
/// intrinsic of the machine; a function of the prelude with C parameters (`this` = the receiver); a
/// native with C + 1 parameters (the first by reference). In call style functions of the module are
/// known when compiling, so only the last three count. R[B] is written only if the callee changes its
/// receiver; it and the indices of the path stay live until the callee ends. If the path is empty and the
/// root is a plain register that nobody needs any more, the compiler sets `temporary` and the receiver is
/// moved; then B may be A.
namespace call_flags {
inline constexpr std::uint32_t name_mask = 0xff'ffff;
inline constexpr std::uint32_t call_style = 1U << 24;
inline constexpr std::uint32_t no_receiver = 1U << 25;  ///< call style without arguments; B is 0
inline constexpr std::uint32_t temporary = 1U << 26;    ///< the root register is moved from
}  // namespace call_flags

/// An arm of select: two words, `kind | a << 8 | b << 16 | argc << 24` and a native import (operation)
/// or 0. The instruction sets R[A] to the number of the arm that fired and R[A+1] to its value. An
/// operation's arguments are R[a..a+argc-1] (moved); the other arms read R[a] and R[b]. Arms are tried
/// in order; `otherwise`, if there, is the last.
enum class select_arm : std::uint8_t {
    receive = 0,    ///< from channel R[a]
    send = 1,       ///< R[b] to channel R[a]
    join = 2,       ///< task R[a]
    signal = 3,     ///< from the mailbox named R[a]
    operation = 4,  ///< native N[word 2] with R[a..a+argc-1]
    after = 5,      ///< duration R[a]
    otherwise = 6   ///< at once, if no other arm is ready
};
inline constexpr std::size_t select_arm_words = 2;

}  // namespace bounce::script
