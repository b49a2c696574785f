#include "script/compile/resolver.hpp"
#include "script/compile/suggestion.hpp"

#include <algorithm>

namespace bounce::script {

namespace {

std::string quoted(std::string_view name) { return "`" + std::string{name} + "`"; }

std::string did_you_mean(const suggestion& s) {
    return s.best().empty() ? std::string{} : "did you mean " + quoted(s.best()) + "?";
}

std::string arguments_text(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " argument" : " arguments");
}

}  // namespace

std::string list_counts(std::vector<std::size_t> counts) {
    std::ranges::sort(counts);
    counts.erase(std::ranges::unique(counts).begin(), counts.end());
    std::string text;
    for (std::size_t n = 0; n < counts.size(); ++n) {
        if (n > 0) text += n + 1 == counts.size() ? " or " : ", ";
        text += std::to_string(counts[n]);
    }
    return text;
}

// --- names ---------------------------------------------------------------------------------------

void resolver::visit_children(const ast::name& n) {
    if (n.modules.empty()) {
        plain_name(n);
    } else if (n.modules.size() == 1 && n.modules[0].text == "global" &&
               names_.import("global") == nullptr) {
        late_uses_.push_back(&n);
    } else {
        name_in_module(n);
    }
}

/// Whether the name is that of a variable which is seen from here; then it is bound to it.
bool resolver::bind(const ast::identifier& id) {
    variable* const v = find(id.text);
    variable* const global = v == nullptr && !in_top_ ? find_global(id.text) : nullptr;
    if (v != nullptr) {
        use(v);
    } else if (global != nullptr) {
        make_global(global);
    } else {
        return false;
    }
    out_.bindings[&id] = v != nullptr ? v : global;
    return true;
}

void resolver::plain_name(const ast::name& n) {
    if (bind(n.id)) return;
    if (!names_.functions(n.id.text).empty() || names_.everywhere().knows(n.id.text)) return;
    unknown_name(n.id);
}

void resolver::name_in_module(const ast::name& n) {
    const imported* from = find_import(n.modules);
    if (from == nullptr) return;
    const std::string full = std::string{n.modules[0].text} + "::" + std::string{n.id.text};
    if (from->script == nullptr) {
        const overload_set* natives =
            names_.everywhere().natives()->find(from->syntax->path, n.id.text);
        problem(n.where,
                natives != nullptr ? "`" + full + "` is a function of the host and no value"
                                   : "there is no `" + full + "`",
                natives != nullptr ? "wrap it: |x| " + full + "(x)" : "");
        return;
    }
    if (from->script->constants.contains(n.id.text)) return;
    suggestion close{n.id.text};
    std::size_t functions = 0;
    for (const exported_function& f : from->script->code->exports) {
        close.offer(f.name);
        if (f.name == n.id.text) ++functions;
    }
    for (const auto& [name, getter] : from->script->constants) close.offer(name);
    if (functions == 1) return;  // the function as a value
    if (functions > 1) {
        problem(n.where, "there are several functions `" + full + "`",
                "say which by a closure: |x| " + full + "(x)");
        return;
    }
    problem(n.id.where,
            "module `" + std::string{from->syntax->path} + "` exports no " + quoted(n.id.text),
            close.best().empty()
                ? "export it there: `export const " + std::string{n.id.text} + " = ...;`"
                : did_you_mean(close));
}

const imported* resolver::find_import(ast::list<ast::identifier> modules) {
    if (modules.size() > 1) {
        problem(join(modules.front().where, modules.back().where),
                "a module does not pass on the modules that it imports",
                "import the module here, too");
        return nullptr;
    }
    const std::string_view alias = modules[0].text;
    if (const imported* found = names_.import(alias)) return found;
    suggestion close{alias};
    for (const auto& [name, import] : names_.imports()) close.offer(name);
    problem(modules[0].where, "unknown module " + quoted(alias),
            close.best().empty() ? "import it at the top of the file: import \"" +
                                       std::string{alias} + "\" as " + std::string{alias} + ";"
                                 : did_you_mean(close));
    return nullptr;
}

// --- calls ---------------------------------------------------------------------------------------

void resolver::visit_children(const ast::call& n) {
    if (answer_at_once(n)) return;
    visit(n.arguments);
    if (n.modules.empty()) {
        call_plain(n);
    } else {
        call_module(n);
    }
}

bool resolver::answer_at_once(const ast::call& n) {
    if (!n.modules.empty()) return false;
    const std::size_t count = n.arguments.size();
    const auto* name = count > 0 ? ast::as<ast::string_literal>(n.arguments[0]) : nullptr;
    if (name == nullptr) return false;
    if (n.id.text == "is_def_var" && count == 1) {
        out_.known_answers[&n] =
            find(name->value) != nullptr || (!in_top_ && find_global(name->value) != nullptr);
        return true;
    }
    if (n.id.text == "is_def_fn" && count == 2) {
        const auto* arity = ast::as<ast::int_literal>(n.arguments[1]);
        if (arity == nullptr) return false;
        out_.known_answers[&n] =
            arity->value >= 0 &&
            names_.function(name->value, static_cast<std::size_t>(arity->value)) != nullptr;
        return true;
    }
    return false;
}

void resolver::call_plain(const ast::call& n) {
    const std::size_t count = n.arguments.size();
    if (names_.function(n.id.text, count) != nullptr) return;
    if (bind(n.id)) return;
    if (n.id.text == "is_shared" && count == 1) return;
    if (!names_.everywhere().knows(n.id.text)) {
        unknown_function(n);
        return;
    }
    // The first argument goes by reference.
    if (count > 0 && names_.everywhere().may_mutate(n.id.text))
        may_change(*n.arguments[0], n.id.text);
}

void resolver::call_module(const ast::call& n) {
    const imported* from = find_import(n.modules);
    if (from == nullptr) return;
    const std::string full = std::string{n.modules[0].text} + "::" + std::string{n.id.text};
    const std::size_t count = n.arguments.size();
    std::vector<std::size_t> counts;
    suggestion close{n.id.text};
    if (from->script == nullptr) {
        const native_table& natives = *names_.everywhere().natives();
        if (const overload_set* overloads = natives.find(from->syntax->path, n.id.text))
            for (const native* f : overloads->all()) counts.push_back(f->parameters.size());
        for (const std::string_view name : natives.names(from->syntax->path)) close.offer(name);
    } else {
        const module_code& code = *from->script->code;
        for (const exported_function& f : code.exports) {
            close.offer(f.name);
            if (f.name == n.id.text) counts.push_back(code.functions[f.function].parameters);
        }
    }
    if (std::ranges::find(counts, count) != counts.end()) return;
    if (!counts.empty()) {
        problem(n.where, "`" + full + "` does not take " + arguments_text(count),
                "it takes " + list_counts(counts));
        return;
    }
    problem(n.id.where,
            "module `" + std::string{from->syntax->path} + "` has no function " + quoted(n.id.text),
            did_you_mean(close));
}

// --- messages ------------------------------------------------------------------------------------

diagnostic& resolver::problem(source_span where, std::string message, std::string help) {
    diagnostic& d = problems_.emplace_back();
    d.message = std::move(message);
    d.where = where;
    d.help = std::move(help);
    return d;
}

/// Whether it is a variable of the top level, which functions do not see; then that is said.
bool resolver::hidden_variable(const ast::identifier& id) {
    const auto top = top_level_.find(id.text);
    if (in_top_ || top == top_level_.end()) return false;
    diagnostic& d = problem(id.where, "a function does not see the variable " + quoted(id.text),
                            "pass it as an argument, or make it a `const`");
    d.labels.push_back({top->second->where, "a `let` of the top level"});
    return true;
}

void resolver::unknown_name(const ast::identifier& id) {
    if (hidden_variable(id)) return;
    suggestion close{id.text};
    for (const variable* v : visible_) close.offer(v->name);
    if (!in_top_)
        for (const auto& [name, v] : top_level_)
            if (v->constant) close.offer(name);
    names_.offer_functions(close);
    std::string help = did_you_mean(close);
    if (names_.import(id.text) != nullptr)
        help = quoted(id.text) + " is a module: use what is in it with `" + std::string{id.text} +
               "::name`";
    problem(id.where, "unknown name " + quoted(id.text), std::move(help));
}

void resolver::unknown_function(const ast::call& n) {
    std::vector<std::size_t> counts;
    bool methods = false;
    for (const callable& f : names_.functions(n.id.text)) {
        methods = methods || f.is_typed();
        if (!f.is_typed()) counts.push_back(f.parameters);
    }
    if (!counts.empty()) {
        diagnostic& d = problem(
            n.where, quoted(n.id.text) + " does not take " + arguments_text(n.arguments.size()),
            "it takes " + list_counts(counts));
        for (const callable& f : names_.functions(n.id.text))
            d.labels.push_back({f.syntax->head_where, "defined here"});
        return;
    }
    if (hidden_variable(n.id)) return;
    suggestion close{n.id.text};
    for (const variable* v : visible_) close.offer(v->name);
    names_.offer_functions(close);
    problem(n.id.where, "unknown function " + quoted(n.id.text),
            methods
                ? "it is a method of a type: call it as `value." + std::string{n.id.text} + "(...)`"
                : did_you_mean(close));
}

}  // namespace bounce::script
