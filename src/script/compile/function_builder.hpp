#pragma once

#include "script/code/module_code.hpp"
#include "script/code/opcodes.hpp"

#include "bounce/script/source_span.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace bounce::script {

using reg = std::uint8_t;

/// Jumps that wait to learn where they lead.
class jumps {
public:
    [[nodiscard]] bool empty() const noexcept { return at_.empty(); }

private:
    friend class function_builder;
    std::vector<std::uint32_t> at_;  // their first words
};

/// Writes the instructions of one function and hands out its registers, which are used as a stack:
/// variables and intermediate results in the order in which they come to be.
///
/// What cannot be reached is not written: after a jump or a return everything is swallowed until some
/// jump leads here. So callers need not care, and every word that is there can be executed.
class function_builder {
public:
    static constexpr std::size_t most_registers = 250;

    explicit function_builder(function_code& out) noexcept : out_{out} {}

    // --- registers

    [[nodiscard]] std::size_t top() const noexcept { return top_; }
    /// The next register; all of them are the callee's if there are too many, see `too_large`.
    reg allocate(std::size_t count = 1);
    /// Gives back all registers from `to` on.
    void release(std::size_t to) noexcept { top_ = to; }
    /// Whether it is the last one that was handed out.
    [[nodiscard]] bool is_top(reg r) const noexcept { return std::size_t{r} + 1 == top_; }

    // --- instructions

    [[nodiscard]] bool reachable() const noexcept { return reachable_; }
    [[nodiscard]] std::uint32_t pc() const noexcept {
        return static_cast<std::uint32_t>(out_.words.size());
    }
    /// What follows stands in the source here: for messages.
    void at(source_span where) noexcept { where_ = where; }

    void emit(opcode op, std::uint32_t a = 0, std::uint32_t b = 0, std::uint32_t c = 0);
    void emit_bx(opcode op, std::uint32_t a, std::uint32_t bx);
    /// An extension word of the last instruction.
    void extend(std::uint32_t word);
    /// Ends what can be reached: after return_value, throw_value and the like.
    void stop() noexcept { reachable_ = false; }

    // --- control

    void jump(jumps& to);
    void jump(opcode condition, reg a, jumps& to);
    /// R[item] = next of R[iterator], or a jump.
    void next(reg iterator, reg item, bool counted, jumps& to);
    /// All of these jumps lead here.
    void bind(jumps& here);
    /// Back to `start`, which was the pc there.
    void loop(std::uint32_t start);
    /// What was written since `begin` is guarded: control goes on here, with what was thrown in `caught`.
    void bind_handler(std::uint32_t begin, std::uint32_t end, reg caught);

    void name(std::string_view variable, reg r, std::uint32_t begin);

    /// Why the function cannot be written, or empty.
    [[nodiscard]] std::string_view too_large() const noexcept { return too_large_; }

private:
    void note_place(opcode op);
    void patch(std::uint32_t at);
    void drop_last_jump(jumps& here);

    function_code& out_;
    std::size_t top_ = 1;
    bool reachable_ = true;
    std::uint32_t bound_ = 0;  // the last pc that some jump leads to
    source_span where_;
    std::string_view too_large_;
};

}  // namespace bounce::script
