#include "script/code/disassemble.hpp"

#include "script/code/operands.hpp"
#include "script/values/array.hpp"
#include "script/values/walks.hpp"

#include "bounce/base/bytes.hpp"

#include <algorithm>
#include <span>
#include <string_view>

namespace bounce::script {

namespace {

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(width, text.size()), ' ');
    return text;
}

std::string number_column(std::uint32_t pc) {
    const std::string digits = std::to_string(pc);
    return std::string(5 - std::min<std::size_t>(5, digits.size()), ' ') + digits + "  ";
}

/// Cuts what would make a line unreadable.
std::string short_text(std::string text) {
    constexpr std::size_t most_bytes = 40;
    if (text.size() <= most_bytes) return text;
    std::size_t end = most_bytes;
    while ((static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    return text.substr(0, end) + "…";
}

class listing {
public:
    listing(const module_code& m, const function_code& f) noexcept : module_{m}, function_{f} {}

    std::string run() {
        if (!function_.safepoints.empty() && function_.safepoints[0].kind == safepoint_kind::entry)
            line("       entry", safepoint_text(function_.safepoints[0]));
        const std::span<const std::uint32_t> words{function_.words};
        for (std::uint32_t pc = 0; pc < words.size();) {
            for (const handler& h : function_.handlers)
                if (h.begin == pc)
                    out_ += "       try until " + std::to_string(h.end) + ", catch " +
                            reg(h.caught) + " at " + std::to_string(h.target) + '\n';
            const auto decoded = decode_instruction(words, pc);
            if (!decoded) {
                line(number_column(pc) + "?", "");
                ++pc;
                continue;
            }
            instruction_line(*decoded);
            pc = decoded->end();
        }
        return std::move(out_);
    }

private:
    void line(std::string left, const std::string& remark) {
        out_ += remark.empty() ? std::move(left) : padded(std::move(left), 56) + "; " + remark;
        out_ += '\n';
    }

    void instruction_line(const instruction& i) {
        const opcode_form& form = form_of(i.op());
        std::string text = number_column(i.pc) + padded(std::string{form.name}, 15);
        text += ' ' + operands(i, form);
        std::string remark;
        for (const safepoint& s : function_.safepoints)
            if (s.pc == i.pc && s.kind != safepoint_kind::entry) remark = safepoint_text(s);
        while (text.ends_with(' ')) text.pop_back();
        line(std::move(text), remark);
    }

    std::string operands(const instruction& i, const opcode_form& form) const {
        if (i.op() == opcode::load_int) return reg(i.a()) + ' ' + std::to_string(sbx_of(i.word));
        if (i.op() == opcode::add_int)
            return reg(i.a()) + ' ' + reg(i.b()) + ' ' + std::to_string(sc_of(i.word));
        if (i.op() == opcode::select) return reg(i.a()) + arms(i);
        if (i.op() == opcode::place_update)
            return reg(i.a()) + " into " + place(i) + " by " +
                   (i.c() < opcode_count ? std::string{form_of(static_cast<opcode>(i.c())).name}
                                         : "?");
        if (i.op() == opcode::place_set) return reg(i.a()) + " into " + place(i);
        std::string text =
            plain(form.a, i.a(), i) + plain(form.b, i.b(), i) + plain(form.c, i.c(), i);
        return text + extension(i);
    }

    std::string plain(operand form, std::uint8_t byte, const instruction& i) const {
        switch (form) {
            case operand::none: return "";
            case operand::reads:
            case operand::writes:
            case operand::updates:
            case operand::takes:
            case operand::window: return reg(byte) + ' ';
            case operand::list: return reg(byte) + ".. ";
            case operand::immediate: return std::to_string(byte) + ' ';
            case operand::bx_constant: return constant(bx_of(i.word)) + ' ';
            case operand::bx_offset: return "-> " + std::to_string(*jump_target(i)) + ' ';
            case operand::bx_global: return global_name(bx_of(i.word)) + ' ';
        }
        return "";
    }

    std::string extension(const instruction& i) const {
        switch (i.op()) {
            case opcode::load_function:
            case opcode::new_closure:
            case opcode::call: return function_name(i.extensions[0]);
            case opcode::call_native: return native_name(i.extensions[0]);
            case opcode::new_range: return i.extensions[0] != 0 ? "..=" : "..";
            case opcode::new_map: return constant(i.extensions[0]);
            case opcode::get_property: return "." + constant(i.extensions[0]);
            case opcode::next: return "-> " + std::to_string(*jump_target(i));
            case opcode::invoke: return method(i);
            default: return "";
        }
    }

    std::string method(const instruction& i) const {
        const std::uint32_t flags = i.extensions[0];
        const std::string name = constant(flags & call_flags::name_mask);
        std::string text;
        if ((flags & call_flags::call_style) != 0)
            text = name + "(" + place(i) + ")";
        else
            text = place(i) + " . " + name;
        if ((flags & call_flags::temporary) != 0) text += " temporary";
        return text;
    }

    std::string place(const instruction& i) const {
        const auto on = place_of(i);
        if (!on) return "";
        std::string text = reg(on->root);
        if ((on->flags & place_flags::cell_root) != 0) text = "cell " + text;
        if ((on->flags & place_flags::const_root) != 0) text = "const " + text;
        for (const std::uint32_t step : on->path) {
            const std::uint32_t operand = step_operand(step);
            if (step_kind(step) == path_kind::property)
                text += "." + constant(operand);
            else
                text += "[" + reg(operand) + "]";
        }
        return text;
    }

    std::string arms(const instruction& i) const {
        std::string text;
        for (std::size_t n = 0; n < i.c(); ++n) {
            const arm_operand arm = arm_of(i, n);
            text += n == 0 ? "  " : " | ";
            switch (arm.kind) {
                case select_arm::receive: text += "receive " + reg(arm.a); break;
                case select_arm::send: text += "send " + reg(arm.b) + " to " + reg(arm.a); break;
                case select_arm::join: text += "join " + reg(arm.a); break;
                case select_arm::signal: text += "signal " + reg(arm.a); break;
                case select_arm::operation:
                    text += native_name(arm.import) + " " + reg(arm.a) + ".. " +
                            std::to_string(arm.argc);
                    break;
                case select_arm::after: text += "after " + reg(arm.a); break;
                case select_arm::otherwise: text += "else"; break;
                default: text += "?"; break;
            }
        }
        return text;
    }

    std::string safepoint_text(const safepoint& s) const {
        static constexpr std::array<std::string_view, 3> kinds{"entry", "loop", "call"};
        const auto number = static_cast<std::size_t>(&s - function_.safepoints.data());
        std::string text{kinds[static_cast<std::size_t>(s.kind)]};
        text += ' ' + std::to_string(number) + ':';
        for (std::uint32_t r = 0; r < function_.registers; ++r)
            if (r / 64 < s.live.size() && (s.live[r / 64] >> r % 64 & 1) != 0)
                text += ' ' + named(r, s.pc);
        return text;
    }

    static std::string reg(std::uint32_t number) { return "r" + std::to_string(number); }

    /// The register, and the variable that lives there.
    std::string named(std::uint32_t number, std::uint32_t pc) const {
        for (const local_name& l : function_.locals)
            if (l.reg == number && l.begin <= pc && pc < l.end) return reg(number) + '=' + l.name;
        return reg(number);
    }

    std::string constant(std::uint32_t number) const {
        if (number >= module_.constants.size()) return "?";
        return short_text(to_debug_text(module_.constants[number]));
    }
    std::string global_name(std::uint32_t number) const {
        return number < module_.globals.size() ? module_.globals[number].name : "?";
    }
    std::string native_name(std::uint32_t number) const {
        if (number >= module_.natives.size()) return "?";
        const native_import& n = module_.natives[number];
        return n.module.empty() ? n.name : n.module + "::" + n.name;
    }
    std::string function_name(std::uint32_t number) const {
        if (number >= module_.references.size()) return "?";
        const function_reference& r = module_.references[number];
        if (r.import != function_reference::own_module)
            return "import " + std::to_string(r.import) + " function " + std::to_string(r.function);
        std::string text = "function " + std::to_string(r.function);
        if (r.function < module_.functions.size() && !module_.functions[r.function].name.empty())
            text += " (" + module_.functions[r.function].name + ")";
        return text;
    }

    const module_code& module_;
    const function_code& function_;
    std::string out_;
};

std::string counted(std::size_t n, std::string_view what) {
    return std::to_string(n) + ' ' + std::string{what} + (n == 1 ? "" : "s");
}

}  // namespace

std::string disassemble(const module_code& m, const function_code& f) {
    return listing{m, f}.run();
}

std::string disassemble(const module_code& m) {
    std::string out = "module " + m.name + "  " + to_hex(std::as_bytes(std::span{m.hash})) + '\n';
    for (std::size_t n = 0; n < m.imports.size(); ++n)
        out += "import " + std::to_string(n) + "  " + m.imports[n].path + "  " +
               to_hex(std::as_bytes(std::span{m.imports[n].hash})) + '\n';
    for (const native_import& n : m.natives)
        out += "native  " + (n.module.empty() ? "" : n.module + "::") + n.name + '/' +
               std::to_string(n.arity) + " version " + std::to_string(n.version) + '\n';
    for (std::size_t n = 0; n < m.constants.size(); ++n)
        out += "constant " + std::to_string(n) + "  " + short_text(to_debug_text(m.constants[n])) +
               '\n';
    for (std::size_t n = 0; n < m.functions.size(); ++n) {
        const function_code& f = m.functions[n];
        out += "\nfunction " + std::to_string(n);
        if (!f.name.empty())
            out += " (" + (f.receiver_type.empty() ? "" : f.receiver_type + ".") + f.name + ")";
        out += ", " + counted(f.parameters, "parameter") + ", " + counted(f.registers, "register");
        if (f.captured != 0) out += ", " + std::to_string(f.captured) + " captured";
        if (f.mutates_this) out += ", mutates this";
        if (f.is_durable) out += ", durable";
        out += '\n' + disassemble(m, f);
    }
    return out;
}

}  // namespace bounce::script
