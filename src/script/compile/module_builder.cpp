#include "script/compile/module_builder.hpp"

#include "script/code/liveness.hpp"
#include "script/code/operands.hpp"
#include "script/values/array.hpp"
#include "script/values/string.hpp"

#include <bit>
#include <limits>

namespace bounce::script {

namespace {

std::string key_of(char kind, std::uint64_t bits) { return kind + std::to_string(bits); }

}  // namespace

// --- constants -----------------------------------------------------------------------------------

std::uint32_t module_builder::constant_of(std::string key, const value& v) {
    const auto number = static_cast<std::uint32_t>(out_.constants.size());
    constants_.emplace(std::move(key), number);
    out_.owned.add(v);
    out_.constants.push_back(v);
    return number;
}

std::uint32_t module_builder::constant_of(std::int64_t i) {
    std::string key = key_of('i', static_cast<std::uint64_t>(i));
    if (const auto known = constants_.find(key); known != constants_.end()) return known->second;
    return constant_of(std::move(key), value::integer(i));
}

std::uint32_t module_builder::constant_of(double f) {
    std::string key = key_of('f', std::bit_cast<std::uint64_t>(f));
    if (const auto known = constants_.find(key); known != constants_.end()) return known->second;
    return constant_of(std::move(key), value::floating(f));
}

std::uint32_t module_builder::constant_of(char32_t c) {
    std::string key = key_of('c', c);
    if (const auto known = constants_.find(key); known != constants_.end()) return known->second;
    return constant_of(std::move(key), value::character(c));
}

std::uint32_t module_builder::duration_constant(std::int64_t nanoseconds) {
    std::string key = key_of('d', static_cast<std::uint64_t>(nanoseconds));
    if (const auto known = constants_.find(key); known != constants_.end()) return known->second;
    return constant_of(std::move(key), value::duration(nanoseconds));
}

std::uint32_t module_builder::constant_of(std::string_view text) {
    std::string key = "s" + std::string{text};
    if (const auto known = constants_.find(key); known != constants_.end()) return known->second;
    return constant_of(std::move(key), make_string(nullptr, text));
}

std::uint32_t module_builder::keys_constant(const std::vector<std::string_view>& keys) {
    std::string key = "k";
    for (const std::string_view k : keys) key += std::to_string(k.size()) + ":" + std::string{k};
    if (const auto known = constants_.find(key); known != constants_.end()) return known->second;
    std::vector<value> items;
    items.reserve(keys.size());
    for (const std::string_view k : keys) items.push_back(make_string(nullptr, k));
    return constant_of(std::move(key), make_array(nullptr, std::move(items)));
}

// --- references ----------------------------------------------------------------------------------

std::uint32_t module_builder::reference_to(std::uint32_t import, std::uint32_t function) {
    const auto [known, is_new] =
        references_.emplace(std::pair{import, function}, out_.references.size());
    if (is_new) out_.references.push_back({import, function});
    return known->second;
}

std::uint32_t module_builder::native_of(const native& n, std::size_t arity) {
    const auto [known, is_new] =
        natives_.emplace(std::pair{n.module + "::" + n.name, arity}, out_.natives.size());
    if (is_new)
        out_.natives.push_back(
            {n.module, n.name, static_cast<std::uint8_t>(arity), n.effects, n.version});
    return known->second;
}

// --- functions -----------------------------------------------------------------------------------

std::uint32_t module_builder::reserve_function() {
    out_.functions.emplace_back();
    return static_cast<std::uint32_t>(out_.functions.size() - 1);
}

void module_builder::set_function(std::uint32_t index, function_code code, source_span where) {
    move_last_uses(code);
    if (auto found = find_safepoints(code)) {
        code.safepoints = std::move(*found);
    } else {
        diagnostic& d = problems.emplace_back();
        d.message = "this function is too tangled to be compiled";
        d.where = where;
        d.help = "break it up: its loops are nested too deeply";
    }
    out_.functions[index] = std::move(code);
}

void move_last_uses(function_code& f) {
    for (const std::uint32_t pc : find_last_uses(f)) {
        std::uint32_t& word = f.words[pc];
        if (number_of(word) == static_cast<std::uint8_t>(opcode::move))
            word = word_abc(opcode::take, a_of(word), b_of(word));
        else
            f.words[pc + 1] |= call_flags::temporary;
    }
}

}  // namespace bounce::script
