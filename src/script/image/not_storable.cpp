#include "script/image/not_storable.hpp"

#include "script/machine/module.hpp"
#include "script/values/host_handle.hpp"
#include "script/values/walks.hpp"

#include <optional>

namespace bounce::script {

namespace {

/// "local conn" and "pool[2]: a net::conn" make "local conn.pool[2]: a net::conn".
std::optional<std::string> look(const std::string& where, const value& v) {
    const auto found = find_not_storable(v);
    if (!found) return std::nullopt;
    std::string_view separator = ".";
    if (v.is(kind::host_handle))
        separator = ": ";
    else if (found->find(": ") == std::string::npos)
        separator = ": holds ";
    else if (found->starts_with('['))
        separator = "";
    else if (found->starts_with("captured "))
        separator = " > ";
    return where + std::string{separator} + *found;
}

std::string variable_name(const function_code& f, std::size_t reg, std::uint32_t pc) {
    if (reg == 0) return "`this`";
    for (const local_name& l : f.locals)
        if (l.reg == reg && l.begin <= pc && pc < l.end) return "local " + l.name;
    if (reg <= f.parameter_names.size()) return "parameter " + f.parameter_names[reg - 1];
    return "a value in use";
}

std::string function_name(const function_code& f) {
    return f.name.empty() ? "a function without a name" : f.name + "()";
}

/// All registers of a frame but those of the frame above, whether they are live or not: a live one is
/// among them.
std::optional<std::string> look_in_frame(const fiber& f, std::size_t n) {
    const frame& at = f.frames[n];
    const function_code& code = *at.function->code;
    std::size_t end = code.registers;
    if (n + 1 < f.frames.size()) end = std::min<std::size_t>(end, f.frames[n + 1].base - at.base);
    std::string where = "fiber " + std::to_string(f.id) + " > ";
    where += at.function->index == 0 ? "top level" : function_name(code);
    for (std::size_t reg = 0; reg < end; ++reg) {
        const std::string name = where + " > " + variable_name(code, reg, at.pc);
        if (auto found = look(name, f.stack[at.base + reg])) return found;
    }
    return std::nullopt;
}

std::optional<std::string> look_in_fiber(const fiber& f) {
    for (std::size_t n = 0; n < f.frames.size(); ++n)
        if (auto found = look_in_frame(f, n)) return found;
    const std::string where = "fiber " + std::to_string(f.id) + " > ";
    if (auto found = look(where + "result", f.outcome)) return found;
    if (f.error != nullptr)
        if (auto found = look(where + "thrown value", f.error->thrown)) return found;
    for (const wait& w : f.waits)
        if (auto found = look(where + "what it waits for", w.object)) return found;
    return look(where + "task", f.task);
}

std::optional<std::string> look_elsewhere(const isolate_state& s) {
    for (std::size_t m = 0; m < s.globals.size(); ++m)
        for (std::size_t n = 0; n < s.globals[m].size(); ++n)
            if (s.globals[m][n])
                if (auto found = look("constant " + s.code.modules()[m]->code->globals[n].name,
                                      *s.globals[m][n]))
                    return found;
    for (const auto& [name, box] : s.mailboxes)
        for (const value& item : box.items)
            if (auto found = look("signal " + name, item)) return found;
    for (const auto& [number, pending] : s.operations)
        for (const value& argument : pending.arguments)
            if (auto found = look("argument of " + pending.what->name, argument)) return found;
    return look("the result", s.result);
}

}  // namespace

std::string describe_not_storable(const isolate_state& s) {
    std::optional<std::string> found;
    for (const fiber* f : s.fibers.sorted())
        if (!found) found = look_in_fiber(*f);
    if (!found) found = look_elsewhere(s);
    return found.value_or("something that belongs to the host") + " cannot be stored";
}

}  // namespace bounce::script
