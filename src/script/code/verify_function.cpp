#include "script/code/verify_function.hpp"

#include "script/code/handler_map.hpp"
#include "script/code/liveness.hpp"
#include "script/values/array.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace bounce::script {

namespace {

constexpr unsigned max_registers = 250;

/// The greatest register in a bitmap, or -1.
int greatest(const safepoint& s) noexcept {
    for (std::size_t n = s.live.size(); n-- > 0;)
        if (s.live[n] != 0) return static_cast<int>(64 * n + 63) - std::countl_zero(s.live[n]);
    return -1;
}

bool same(const safepoint& a, const safepoint& b) noexcept {
    return a.pc == b.pc && a.kind == b.kind && a.live == b.live;
}

}  // namespace

std::string function_verifier::run() {
    shape();
    if (good()) decode();
    for (std::size_t n = 0; n < code_.size() && good(); ++n) operands(code_[n]);
    if (good()) targets();
    if (good()) handlers();
    if (good()) safepoints();
    if (good()) debug_tables();
    return std::move(problem_);
}

void function_verifier::require(bool holds, std::string_view what) {
    if (!holds && good()) problem_ = what;
}

void function_verifier::require(bool holds, const instruction& i, std::string_view what) {
    if (holds || !good()) return;
    problem_ = "word " + std::to_string(i.pc) + " (" + std::string{form_of(i.op()).name} + "): ";
    problem_ += what;
}

bool function_verifier::is_start(std::int64_t pc) const noexcept {
    return pc >= 0 && pc < static_cast<std::int64_t>(starts_.size()) &&
           starts_[static_cast<std::size_t>(pc)];
}

bool function_verifier::is_text(std::uint32_t constant) const noexcept {
    return constant < module_.constants.size() && module_.constants[constant].is_string();
}

void function_verifier::shape() {
    const function_code& f = function_;
    require(f.registers >= 1 && f.registers <= max_registers, "it has too many registers, or none");
    require(f.parameters < f.registers, "it has fewer registers than parameters");
    require(f.captured <= f.required && f.required <= f.parameters,
            "captured, required and all parameters contradict each other");
    require(f.parameter_names.empty() || f.parameter_names.size() == f.parameters,
            "it names another number of parameters than it has");
}

void function_verifier::decode() {
    const std::span<const std::uint32_t> words{function_.words};
    require(!words.empty(), "it has no code");
    starts_.assign(words.size(), false);
    for (std::size_t pc = 0; pc < words.size() && good();) {
        const auto decoded = decode_instruction(words, pc);
        require(decoded.has_value(), "word " + std::to_string(pc) + " is no complete instruction");
        if (!decoded) return;
        starts_[pc] = true;
        code_.push_back(*decoded);
        pc = decoded->end();
    }
    if (good()) require(!falls_through(code_.back().op()), code_.back(), "the code ends behind it");
}

// --- operands ------------------------------------------------------------------------------------

void function_verifier::operands(const instruction& i) {
    unused(i);
    meaning(i);
    if (good()) registers(i);
}

void function_verifier::registers(const instruction& i) {
    for_each_access(i, [&](access, std::uint32_t first, std::uint32_t count) {
        require(count == 0 || first + count <= function_.registers, i,
                "it uses a register that the function does not have");
    });
}

void function_verifier::unused(const instruction& i) {
    const opcode_form& form = form_of(i.op());
    const bool wide = std::ranges::any_of(std::array{form.b, form.c}, [](operand o) {
        return o == operand::bx_constant || o == operand::bx_offset || o == operand::bx_global;
    });
    require(form.a != operand::none || i.a() == 0, i, "an unused operand is not zero");
    require(form.b != operand::none || i.b() == 0, i, "an unused operand is not zero");
    require(form.c != operand::none || wide || i.c() == 0, i, "an unused operand is not zero");
}

void function_verifier::meaning(const instruction& i) {
    switch (i.op()) {
        case opcode::load_bool: return require(i.b() <= 1, i, "it is neither 0 nor 1");
        case opcode::load_constant:
            return require(bx_of(i.word) < module_.constants.size(), i,
                           "there is no such constant");
        case opcode::global_get:
        case opcode::global_set:
            return require(bx_of(i.word) < module_.globals.size(), i, "there is no such global");
        case opcode::load_function:
        case opcode::new_closure:
        case opcode::call: return function_operand(i);
        case opcode::call_native: return native_operand(i, i.extensions[0], i.c());
        case opcode::new_range:
            return require(i.extensions[0] <= 1, i, "the range is of no known kind");
        case opcode::array_append:
            return require(i.a() < i.b() || i.a() >= i.b() + i.c(), i,
                           "an array cannot be appended to itself");
        case opcode::new_map: return map_keys(i);
        case opcode::get_property:
            return require(is_text(i.extensions[0]), i, "the property has no name");
        case opcode::next: require(i.c() <= 1, i, "its form is unknown"); return jump(i);
        case opcode::place_set:
        case opcode::place_update: return place(i);
        case opcode::invoke: return invoke(i);
        case opcode::select: return select(i);
        default: return jump(i);
    }
}

void function_verifier::jump(const instruction& i) {
    const auto target = jump_target(i);
    if (!target) return;
    const bool backwards = *target < i.end();
    require(backwards == (i.op() == opcode::loop), i,
            backwards ? "only loop leads backwards" : "loop leads backwards only");
}

void function_verifier::function_operand(const instruction& i) {
    const std::uint32_t number = i.extensions[0];
    require(number < module_.references.size(), i, "there is no such reference to a function");
    if (!good()) return;
    const function_reference& r = module_.references[number];
    const module_code& home =
        r.import == function_reference::own_module ? module_ : *imports_[r.import];
    const std::size_t parameters = home.functions[r.function].parameters;
    if (i.op() == opcode::call)
        require(i.c() == parameters, i,
                "it passes another number of arguments than there are parameters");
    if (i.op() == opcode::new_closure)
        require(i.c() <= parameters, i, "it captures more than there are parameters");
}

void function_verifier::native_operand(const instruction& i, std::uint32_t import,
                                       std::size_t arguments) {
    require(import < module_.natives.size(), i, "there is no such native");
    if (!good()) return;
    require(arguments == module_.natives[import].arity, i,
            "it passes another number of arguments than the native has parameters");
}

void function_verifier::map_keys(const instruction& i) {
    const std::uint32_t number = i.extensions[0];
    require(number < module_.constants.size() && module_.constants[number].is_array(), i,
            "the map has no keys");
    if (!good()) return;
    const std::vector<value>& keys = as<array_object>(module_.constants[number]).items;
    require(keys.size() == i.c(), i, "the map has more or fewer keys than values");
}

void function_verifier::place(const instruction& i) {
    constexpr std::uint32_t known = place_flags::cell_root | place_flags::const_root;
    const auto on = place_of(i);
    if (!on) return;
    require((on->flags & ~known) == 0, i, "the place has unknown flags");
    for (const std::uint32_t step : on->path) {
        if (step_kind(step) == path_kind::property)
            require(is_text(step_operand(step)), i, "a property of the place has no name");
        else
            require(step_kind(step) == path_kind::index, i,
                    "a step of the place is of no known kind");
    }
    if (i.op() == opcode::place_set) require(i.c() == 0, i, "an unused operand is not zero");
    if (i.op() == opcode::place_update)
        require(i.c() >= static_cast<std::uint8_t>(opcode::add) &&
                    i.c() <= static_cast<std::uint8_t>(opcode::bit_xor),
                i, "no operator has this number");
}

void function_verifier::invoke(const instruction& i) {
    constexpr std::uint32_t known =
        call_flags::call_style | call_flags::no_receiver | call_flags::temporary;
    const std::uint32_t flags = i.extensions[0] & ~call_flags::name_mask;
    require((flags & ~known) == 0, i, "it has unknown flags");
    require(is_text(i.extensions[0] & call_flags::name_mask), i, "it has no name");
    if (!good()) return;
    if ((flags & call_flags::no_receiver) != 0) {
        require((flags & known) == (call_flags::no_receiver | call_flags::call_style), i,
                "its flags contradict each other");
        require(i.b() == 0 && i.extensions[1] == 0, i, "an unused operand is not zero");
    } else if ((flags & call_flags::temporary) != 0) {
        require(i.extensions[1] == 0, i, "a temporary receiver has a path or flags");
        require(i.b() <= i.a(), i, "a temporary receiver is in the way of the arguments");
    }
    place(i);
}

void function_verifier::select(const instruction& i) {
    require(i.c() > 0, i, "it has no arms");
    for (std::size_t n = 0; n < i.c() && good(); ++n) arm(i, n);
}

void function_verifier::arm(const instruction& i, std::size_t n) {
    const arm_operand arm = arm_of(i, n);
    require(arm.kind <= select_arm::otherwise, i, "an arm is of no known kind");
    if (!good()) return;
    if (arm.kind == select_arm::operation) {
        native_operand(i, arm.import, arm.argc);
        require(arm.b == 0, i, "an unused operand is not zero");
        if (good())
            require(module_.natives[arm.import].effects != effect_class::pure, i,
                    "an arm is a native that never waits");
        return;
    }
    const bool otherwise = arm.kind == select_arm::otherwise;
    require(arm.argc == 0 && arm.import == 0 && (arm.b == 0 || arm.kind == select_arm::send) &&
                (arm.a == 0 || !otherwise),
            i, "an unused operand is not zero");
    require(!otherwise || n + 1U == i.c(), i, "an arm stands behind the last one");
}

// --- control -------------------------------------------------------------------------------------

void function_verifier::targets() {
    for (const instruction& i : code_)
        if (const auto target = jump_target(i))
            require(is_start(*target), i, "it leads to where no instruction begins");
}

void function_verifier::handlers() {
    for (const handler& h : function_.handlers) {
        require(is_start(h.begin) && is_start(h.end) && is_start(h.target),
                "a handler begins, ends or leads to where no instruction begins");
        require(h.caught < function_.registers, "a handler uses a register that does not exist");
    }
    require(handler_map::of(function_.handlers, function_.words.size()).has_value(),
            "the handlers are not nested, or lead backwards");
}

void function_verifier::safepoints() {
    const auto needed = find_safepoints(function_);
    require(needed.has_value(), "its loops are too tangled");
    if (!good()) return;
    require(std::ranges::equal(*needed, function_.safepoints, same),
            "its safepoints are not those of its code");
    if (!good()) return;
    require(greatest(needed->front()) <= static_cast<int>(function_.parameters),
            "it reads a register that may not have been written");
    std::size_t at = 1;
    for (const instruction& i : code_)
        if (is_safepoint(i.op())) frames(i, (*needed)[at++]);
}

void function_verifier::frames(const instruction& i, const safepoint& s) {
    if (const auto frame = callee_frame(i))
        require(greatest(s) < static_cast<int>(*frame), i,
                "something that is needed later lies where the callee's frame is");
}

// --- what is only for people ----------------------------------------------------------------------

void function_verifier::debug_tables() {
    const std::string_view source = module_.source;
    const auto is_boundary = [&](std::size_t at) {
        return at == source.size() || (static_cast<unsigned char>(source[at]) & 0xc0U) != 0x80U;
    };
    const code_place* before = nullptr;
    for (const code_place& p : function_.places) {
        require(p.pc < function_.words.size() && (before == nullptr || before->pc < p.pc),
                "its source places do not ascend");
        before = &p;
        if (source.empty()) continue;
        const std::size_t end = std::size_t{p.offset} + p.length;
        require(end <= source.size() && is_boundary(p.offset) && is_boundary(end),
                "a source place is not one of the source");
    }
    for (const local_name& l : function_.locals)
        require(l.begin <= l.end && l.end <= function_.words.size() && l.reg < function_.registers,
                "a variable's name is for registers or code that do not exist");
}

}  // namespace bounce::script
