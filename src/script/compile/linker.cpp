#include "script/compile/linker.hpp"

#include "script/code/encode.hpp"
#include "script/compile/generator.hpp"
#include "script/compile/suggestion.hpp"

#include <algorithm>
#include <utility>

namespace bounce::script {

namespace {

constexpr std::size_t most_parameters = 200;
constexpr std::size_t most_constants = 65536;  // what Bx can name

diagnostic& say(std::vector<diagnostic>& problems, source_span where, std::string message,
                std::string help = {}) {
    diagnostic& d = problems.emplace_back();
    d.message = std::move(message);
    d.where = where;
    d.help = std::move(help);
    return d;
}

std::size_t required_parameters(const ast::function& f) {
    return static_cast<std::size_t>(std::ranges::count_if(
        f.parameters, [](const ast::parameter& p) { return p.fallback == nullptr; }));
}

}  // namespace

linker::linker(const compile_options& options)
    : options_{options}, library_{options.natives, options.prelude.get()} {
    if (options.prelude != nullptr) modules_.push_back(options.prelude);
}

const compiled_module* linker::compile(const source_file& file) {
    parse_limits limits;
    limits.depth = options_.depth;
    parse_result parsed = parse(file.text, file.name, limits);
    if (!parsed.ok()) {
        note_problems(file, std::move(parsed.diagnostics));
        return nullptr;
    }
    unit u;
    u.code = std::make_shared<module_code>();
    u.code->name = file.name;
    u.code->source = file.text;
    in_progress_.push_back(file.name);
    const ast::module& m = parsed.tree.root();
    module_names names{library_};
    collect_imports(m, names, u);
    collect_functions(m, names, u);
    std::unique_ptr<compiled_module> made = generate(m, names, u);
    in_progress_.pop_back();
    if (!u.problems.empty()) {
        note_problems(file, std::move(u.problems));
        return nullptr;
    }
    if (made == nullptr) return nullptr;  // an import failed, which was said there
    u.code->hash = hash_of_module(*u.code);
    made->code = u.code;
    modules_.push_back(u.code);
    return (done_[file.name] = std::move(made)).get();
}

// --- imports -------------------------------------------------------------------------------------

void linker::collect_imports(const ast::module& m, module_names& names, unit& u) {
    if (options_.prelude != nullptr) u.code->imports.push_back({"", options_.prelude->hash});
    for (const ast::import& i : m.imports) {
        imported found{&i, nullptr, 0};
        if (options_.natives == nullptr || !options_.natives->has_module(i.path)) {
            found.script = import_script(i, u.code->name, u.problems);
            if (found.script == nullptr) {
                u.is_whole = false;
                continue;
            }
            found.index = static_cast<std::uint32_t>(u.code->imports.size());
            u.code->imports.push_back({std::string{i.path}, found.script->code->hash});
            u.imports.push_back(found);
        }
        if (!i.alias.text.empty()) names.add(i.alias.text, found);
    }
}

const compiled_module* linker::import_script(const ast::import& i, std::string_view importer,
                                             std::vector<diagnostic>& problems) {
    const std::string path{i.path};
    if (!options_.loader) {
        suggestion close{i.path};
        if (options_.natives != nullptr)
            for (const std::string_view name : options_.natives->modules()) close.offer(name);
        say(problems, i.path_where, "there is no module `" + path + "`",
            close.best().empty() ? std::string{}
                                 : "did you mean `" + std::string{close.best()} + "`?");
        return nullptr;
    }
    auto file = options_.loader(i.path, importer);
    if (!file) {
        suggestion close{i.path};
        if (options_.natives != nullptr)
            for (const std::string_view name : options_.natives->modules()) close.offer(name);
        say(problems, i.path_where, "cannot import `" + path + "`: " + file.error(),
            close.best().empty() ? std::string{}
                                 : "did you mean `" + std::string{close.best()} + "`?");
        return nullptr;
    }
    if (std::ranges::find(in_progress_, file->name) != in_progress_.end()) {
        say(problems, i.path_where, "modules import each other: " + cycle_to(file->name),
            "move what both need into a third module");
        return nullptr;
    }
    if (const auto known = done_.find(file->name); known != done_.end()) return known->second.get();
    if (in_progress_.size() + done_.size() >= options_.modules) {
        say(problems, i.path_where,
            "the program has more than " + std::to_string(options_.modules) + " modules");
        return nullptr;
    }
    done_[file->name] = nullptr;  // if it is wrong, that is said once
    return compile(*file);
}

std::string linker::cycle_to(std::string_view name) const {
    std::string text;
    auto at = std::ranges::find(in_progress_, name);
    for (; at != in_progress_.end(); ++at) text += *at + " -> ";
    return text + std::string{name};
}

// --- functions -----------------------------------------------------------------------------------

/// Numbers the functions: 0 is the top level, 1 sets the globals, then those with a name.
void linker::collect_functions(const ast::module& m, module_names& names, unit& u) {
    u.code->functions.resize(2);
    for (const ast::function* f : m.functions) {
        if (f->parameters.size() > most_parameters)
            say(u.problems, f->head_where, "a function has at most 200 parameters");
        for (std::size_t n = required_parameters(*f); n <= f->parameters.size(); ++n) {
            names.add({f, static_cast<std::uint32_t>(u.code->functions.size()), n});
            u.code->functions.emplace_back();
        }
    }
}

std::unique_ptr<compiled_module> linker::generate(const ast::module& m, module_names& names,
                                                  unit& u) {
    // What a missing import would have had is unknown; names are looked at only if all are there.
    if (!u.is_whole || !u.problems.empty()) return nullptr;
    const scopes found = resolve_names(m, names, u.problems);
    if (!u.problems.empty()) return nullptr;

    auto made = std::make_unique<compiled_module>();
    module_builder builder{*u.code, names, found, u.problems};
    for (const imported& i : u.imports)
        if (i.script->needs_setup()) u.setups.push_back(builder.reference_to(i.index, 1));
    generator{builder, *found.top}.top_level(0, m, u.setups);
    generator{builder, *found.top}.setup(1, m, u.setups);
    for (const ast::function* f : m.functions)
        for (const callable& c : names.functions(f->id.text)) {
            if (c.syntax != f) continue;
            generator{builder, *found.named.at(f)}.function(c.index, *f, c.parameters);
            if (!f->is_private && !c.is_typed())
                u.code->exports.push_back({std::string{f->id.text}, c.index});
        }
    for (const variable* v : found.globals) {
        u.code->globals.push_back({std::string{v->name}, !v->exports.empty()});
        if (v->exports.empty()) continue;
        const std::uint32_t getter = builder.reserve_function();
        generator{builder, *found.top}.getter(getter, *v);
        for (const std::string_view name : v->exports) made->constants.emplace(name, getter);
    }
    if (u.code->constants.size() > most_constants || found.globals.size() >= most_constants)
        say(u.problems, {}, "this module is too large: it has more than 65536 constants",
            "move a part of it into another module, or read its data from a file");
    if (!found.globals.empty() || !u.setups.empty())
        u.code->globals.push_back({"", false});  // whether the others are set
    return made;
}

void linker::note_problems(const source_file& file, std::vector<diagnostic> found) {
    std::ranges::sort(found, {},
                      [](const diagnostic& d) { return std::pair{d.where.offset, d.message}; });
    problems_.push_back({file.name, file.text, std::move(found)});
}

}  // namespace bounce::script
