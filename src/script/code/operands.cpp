#include "script/code/operands.hpp"

namespace bounce::script {

namespace {

/// Words behind the fixed extensions: the path of a place, or the arms of a select.
std::size_t further_words(const instruction& i) noexcept {
    switch (i.op()) {
        case opcode::place_set:
        case opcode::place_update: return i.extensions[0] & place_flags::count_mask;
        case opcode::invoke: return i.extensions[1] & place_flags::count_mask;
        case opcode::select: return std::size_t{i.c()} * select_arm_words;
        default: return 0;
    }
}

}  // namespace

std::optional<instruction> decode_instruction(std::span<const std::uint32_t> words,
                                              std::size_t pc) noexcept {
    if (pc >= words.size() || number_of(words[pc]) >= opcode_count) return std::nullopt;
    instruction i;
    i.pc = static_cast<std::uint32_t>(pc);
    i.word = words[pc];
    const std::span<const std::uint32_t> rest = words.subspan(pc + 1);
    const std::size_t fixed = form_of(i.op()).extensions;
    if (rest.size() < fixed) return std::nullopt;
    i.extensions = rest.first(fixed);
    const std::size_t all = fixed + further_words(i);
    if (rest.size() < all) return std::nullopt;
    i.extensions = rest.first(all);
    return i;
}

std::optional<place_operand> place_of(const instruction& i) noexcept {
    std::size_t at = 0;
    switch (i.op()) {
        case opcode::place_set:
        case opcode::place_update: break;
        case opcode::invoke:
            if ((i.extensions[0] & call_flags::no_receiver) != 0) return std::nullopt;
            at = 1;
            break;
        default: return std::nullopt;
    }
    return place_operand{i.b(), i.extensions[at] & ~place_flags::count_mask,
                         i.extensions.subspan(at + 1)};
}

arm_operand arm_of(const instruction& select, std::size_t n) noexcept {
    const std::uint32_t word = select.extensions[n * select_arm_words];
    return {static_cast<select_arm>(word & 0xff), a_of(word), b_of(word), c_of(word),
            select.extensions[n * select_arm_words + 1]};
}

std::optional<std::uint8_t> callee_frame(const instruction& i) noexcept {
    switch (i.op()) {
        case opcode::call:
        case opcode::call_value:
        case opcode::call_native:
        case opcode::invoke: return i.a();
        default: return std::nullopt;
    }
}

std::optional<std::int64_t> jump_target(const instruction& i) noexcept {
    switch (i.op()) {
        case opcode::jump:
        case opcode::jump_if:
        case opcode::jump_unless:
        case opcode::jump_if_unit:
        case opcode::jump_not_unit:
        case opcode::loop: return std::int64_t{i.end()} + sbx_of(i.word);
        case opcode::next:
            return std::int64_t{i.end()} + static_cast<std::int32_t>(i.extensions[0]);
        default: return std::nullopt;
    }
}

bool falls_through(opcode op) noexcept {
    switch (op) {
        case opcode::jump:
        case opcode::loop:
        case opcode::return_value:
        case opcode::return_unit:
        case opcode::throw_value: return false;
        default: return true;
    }
}

bool can_throw(opcode op) noexcept {
    switch (op) {
        case opcode::nop:
        case opcode::move:
        case opcode::take:
        case opcode::load_unit:
        case opcode::load_bool:
        case opcode::load_int:
        case opcode::load_constant:
        case opcode::load_function:
        case opcode::new_closure:
        case opcode::new_cell:
        case opcode::jump:
        case opcode::jump_if_unit:
        case opcode::jump_not_unit:
        case opcode::return_value:
        case opcode::return_unit: return false;
        default: return true;
    }
}

bool is_safepoint(opcode op) noexcept {
    switch (op) {
        case opcode::loop:
        case opcode::next:  // over a channel it waits
        case opcode::call:
        case opcode::call_value:
        case opcode::call_native:
        case opcode::invoke:
        case opcode::spawn:
        case opcode::select: return true;
        default: return false;
    }
}

}  // namespace bounce::script
