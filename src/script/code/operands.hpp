#pragma once

#include "script/code/opcodes.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

// What a single instruction is: its words, the registers it touches and how, where it may go on, and
// whether a frame may be stored there. Everything that walks over code (liveness, the verifier, the
// disassembler) asks here, so that one table and one file say what an instruction means.

namespace bounce::script {

/// One instruction with everything that belongs to it.
struct instruction {
    std::uint32_t pc = 0;
    std::uint32_t word = 0;
    std::span<const std::uint32_t> extensions{};  ///< fixed extension words, then path or arms

    [[nodiscard]] opcode op() const noexcept { return static_cast<opcode>(number_of(word)); }
    [[nodiscard]] std::uint8_t a() const noexcept { return a_of(word); }
    [[nodiscard]] std::uint8_t b() const noexcept { return b_of(word); }
    [[nodiscard]] std::uint8_t c() const noexcept { return c_of(word); }
    /// Where the next one begins.
    [[nodiscard]] std::uint32_t end() const noexcept {
        return pc + 1 + static_cast<std::uint32_t>(extensions.size());
    }
};

/// The instruction at `pc`, or nothing if its number is unknown or the code ends inside it. Nothing else
/// is checked: registers, constants and targets may be anything.
[[nodiscard]] std::optional<instruction> decode_instruction(std::span<const std::uint32_t> words,
                                                            std::size_t pc) noexcept;

// --- parts ---------------------------------------------------------------------------------------

/// The place that place_set, place_update and invoke work on.
struct place_operand {
    std::uint8_t root = 0;                  ///< register
    std::uint32_t flags = 0;                ///< place_flags, without the count
    std::span<const std::uint32_t> path{};  ///< its steps
};
/// Nothing for other instructions, and for an invoke without a receiver.
[[nodiscard]] std::optional<place_operand> place_of(const instruction& i) noexcept;

[[nodiscard]] constexpr path_kind step_kind(std::uint32_t path_word) noexcept {
    return static_cast<path_kind>(path_word >> 24);
}
[[nodiscard]] constexpr std::uint32_t step_operand(std::uint32_t path_word) noexcept {
    return path_word & 0xff'ffff;
}

/// An arm of select, decoded.
struct arm_operand {
    select_arm kind;
    std::uint8_t a;
    std::uint8_t b;
    std::uint8_t argc;
    std::uint32_t import;  ///< of an operation; else 0
};
/// Arm `n`, below C, of a select.
[[nodiscard]] arm_operand arm_of(const instruction& select, std::size_t n) noexcept;

// --- registers -----------------------------------------------------------------------------------

/// How an instruction touches a register.
enum class access : std::uint8_t {
    reads,    ///< before anything else; it is not needed while the instruction is suspended
    takes,    ///< the same, and it is () from then on
    updates,  ///< needed until the instruction is complete, and perhaps changed
    writes    ///< when the instruction is complete, and only if it goes on with the next one
};

/// Calls visit(access, first, count) for each run of registers. Runs may end behind the last register
/// of the function: the verifier looks.
template <class Visit>
void for_each_access(const instruction& i, Visit&& visit);

/// The first register of the callee's frame, if the instruction makes one: whatever the caller had there
/// and behind is gone when control comes back, by return or by throw.
[[nodiscard]] std::optional<std::uint8_t> callee_frame(const instruction& i) noexcept;

// --- control -------------------------------------------------------------------------------------

/// Where a jump goes, even if there is no such instruction.
[[nodiscard]] std::optional<std::int64_t> jump_target(const instruction& i) noexcept;
/// Whether the next instruction may follow.
[[nodiscard]] bool falls_through(opcode op) noexcept;
/// Whether control may leave it for a handler. Errors that no handler can catch (limits) do not count.
[[nodiscard]] bool can_throw(opcode op) noexcept;
/// Whether a frame may be found here when its program is stored: calls, suspensions, back-edges.
[[nodiscard]] bool is_safepoint(opcode op) noexcept;

// --- implementation ------------------------------------------------------------------------------

namespace detail {

template <class Visit>
void visit_plain_operand(operand form, std::uint32_t reg, Visit&& visit) {
    switch (form) {
        case operand::reads: visit(access::reads, reg, 1U); break;
        case operand::takes: visit(access::takes, reg, 1U); break;
        case operand::updates: visit(access::updates, reg, 1U); break;
        case operand::writes: visit(access::writes, reg, 1U); break;
        case operand::none:
        case operand::immediate:
        case operand::bx_constant:
        case operand::bx_offset:
        case operand::bx_global:
        case operand::window:
        case operand::list: break;
    }
}

template <class Visit>
void visit_path(const place_operand& place, access how, Visit&& visit) {
    for (const std::uint32_t step : place.path)
        if (step_kind(step) == path_kind::index) visit(how, step_operand(step), 1U);
}

template <class Visit>
void visit_arms(const instruction& i, Visit&& visit) {
    for (std::size_t n = 0; n < i.c(); ++n) {
        const arm_operand arm = arm_of(i, n);
        switch (arm.kind) {
            case select_arm::send: visit(access::reads, std::uint32_t{arm.b}, 1U); [[fallthrough]];
            case select_arm::receive:
            case select_arm::join:
            case select_arm::signal:
            case select_arm::after: visit(access::reads, std::uint32_t{arm.a}, 1U); break;
            case select_arm::operation:
                visit(access::takes, std::uint32_t{arm.a}, std::uint32_t{arm.argc});
                break;
            case select_arm::otherwise: break;
        }
    }
    visit(access::writes, std::uint32_t{i.a()}, 2U);
}

}  // namespace detail

template <class Visit>
void for_each_access(const instruction& i, Visit&& visit) {
    const opcode_form& form = form_of(i.op());
    const std::uint32_t a = i.a();
    const std::uint32_t b = i.b();
    const std::uint32_t c = i.c();
    switch (i.op()) {
        case opcode::check_this: visit(access::reads, 0U, 1U); return;
        case opcode::place_set:
        case opcode::place_update:
            visit(access::reads, a, 1U);
            visit(access::updates, b, 1U);
            detail::visit_path(*place_of(i), access::reads, visit);
            return;
        case opcode::next:
            visit(access::updates, a, 1U);
            visit(access::writes, b, c != 0 ? 2U : 1U);
            return;
        case opcode::invoke:
            // The receiver comes back into its place when the callee ends: its root and the indices of
            // its path are needed until then.
            if (const auto place = place_of(i)) {
                const bool moved = (i.extensions[0] & call_flags::temporary) != 0;
                visit(moved ? access::takes : access::updates, b, 1U);
                detail::visit_path(*place, access::updates, visit);
            }
            [[fallthrough]];
        case opcode::call:
        case opcode::call_native:
        case opcode::call_value:
            if (i.op() == opcode::call_value) visit(access::takes, b, 1U);
            visit(access::takes, a + 1, c);
            visit(access::writes, a, 1U);
            return;
        case opcode::select: detail::visit_arms(i, visit); return;
        default: break;
    }
    detail::visit_plain_operand(form.a, a, visit);
    if (form.b == operand::list)
        visit(access::takes, b, c);
    else
        detail::visit_plain_operand(form.b, b, visit);
    detail::visit_plain_operand(form.c, c, visit);
}

}  // namespace bounce::script
