#include "script/compile/function_builder.hpp"

#include "script/code/operands.hpp"

#include <algorithm>
#include <limits>

namespace bounce::script {

namespace {

constexpr bool fits_offset(std::int64_t offset) noexcept {
    return offset >= std::numeric_limits<std::int16_t>::min() &&
           offset <= std::numeric_limits<std::int16_t>::max();
}

}  // namespace

reg function_builder::allocate(std::size_t count) {
    const std::size_t first = top_;
    top_ += count;
    if (top_ > most_registers) {
        too_large_ = "it needs more than 250 variables and intermediate results at once";
        return 0;
    }
    out_.registers = std::max(out_.registers, static_cast<std::uint8_t>(top_));
    return static_cast<reg>(first);
}

// --- instructions --------------------------------------------------------------------------------

void function_builder::note_place(opcode op) {
    if (!can_throw(op)) return;
    if (!out_.places.empty() && out_.places.back().offset == where_.offset &&
        out_.places.back().length == where_.length)
        return;
    out_.places.push_back({pc(), where_.offset, where_.length});
}

void function_builder::emit(opcode op, std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    if (!reachable_) return;
    note_place(op);
    out_.words.push_back(word_abc(op, a, b, c));
}

void function_builder::emit_bx(opcode op, std::uint32_t a, std::uint32_t bx) {
    if (!reachable_) return;
    note_place(op);
    out_.words.push_back(word_abx(op, a, bx));
}

void function_builder::extend(std::uint32_t word) {
    if (reachable_) out_.words.push_back(word);
}

// --- control -------------------------------------------------------------------------------------

void function_builder::jump(jumps& to) {
    if (!reachable_) return;
    to.at_.push_back(pc());
    emit(opcode::jump);
    stop();
}

void function_builder::jump(opcode condition, reg a, jumps& to) {
    if (!reachable_) return;
    to.at_.push_back(pc());
    emit(condition, a);
}

void function_builder::next(reg iterator, reg item, bool counted, jumps& to) {
    if (!reachable_) return;
    to.at_.push_back(pc());
    emit(opcode::next, iterator, item, counted ? 1 : 0);
    extend(0);
}

void function_builder::bind(jumps& here) {
    drop_last_jump(here);
    if (!here.at_.empty()) bound_ = pc();
    for (const std::uint32_t at : here.at_) patch(at);
    if (!here.at_.empty()) reachable_ = true;
    here.at_.clear();
}

/// A jump over nothing is not needed, unless something else already leads behind it.
void function_builder::drop_last_jump(jumps& here) {
    if (reachable_ || here.at_.empty() || here.at_.back() + 1 != pc() || bound_ == pc()) return;
    if (out_.words.back() != word_abc(opcode::jump)) return;
    out_.words.pop_back();
    here.at_.pop_back();
    reachable_ = true;
}

void function_builder::patch(std::uint32_t at) {
    std::uint32_t& word = out_.words[at];
    if (number_of(word) == static_cast<std::uint8_t>(opcode::next)) {
        out_.words[at + 1] = pc() - (at + 2);
        return;
    }
    const std::int64_t offset = std::int64_t{pc()} - (std::int64_t{at} + 1);
    if (!fits_offset(offset)) too_large_ = "a jump in it is longer than 32767 instructions";
    word = (word & 0xffff) | static_cast<std::uint32_t>(offset & 0xffff) << 16;
}

void function_builder::loop(std::uint32_t start) {
    if (!reachable_) return;
    const std::int64_t offset = std::int64_t{start} - (std::int64_t{pc()} + 1);
    if (!fits_offset(offset)) too_large_ = "a loop in it is longer than 32767 instructions";
    emit_bx(opcode::loop, 0, static_cast<std::uint32_t>(offset & 0xffff));
    stop();
}

void function_builder::bind_handler(std::uint32_t begin, std::uint32_t end, reg caught) {
    if (begin == end) return;
    out_.handlers.push_back({begin, end, pc(), caught});
    bound_ = pc();
    reachable_ = true;
}

void function_builder::name(std::string_view variable, reg r, std::uint32_t begin) {
    if (begin == pc()) return;
    out_.locals.push_back({begin, pc(), r, std::string{variable}});
}

}  // namespace bounce::script
