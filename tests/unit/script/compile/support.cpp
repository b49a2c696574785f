#include "support.hpp"

#include "script/code/disassemble.hpp"
#include "script/code/verify.hpp"
#include "script/compile/prelude_module.hpp"
#include "script/syntax/line_index.hpp"
#include "script/values/walks.hpp"

#include "bounce/script/compile.hpp"
#include "bounce/script/engine.hpp"
#include "bounce/script/executable.hpp"
#include "bounce/script/isolate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <vector>

namespace bounce::script {

namespace {

fallible<value> unreachable(native_context&, native_arguments, const void*) { return value{}; }

/// The standard library, and a host with a module `net` that has an asynchronous function.
std::shared_ptr<const engine> test_engine() {
    static const std::shared_ptr<const engine> made = [] {
        native_table natives;
        add_standard_library(natives);
        native get;
        get.module = "net";
        get.name = "get";
        get.parameters = {parameter_type::string};
        get.effects = effect_class::read;
        natives.add(get);
        native pure = get;
        pure.name = "escape";
        pure.effects = effect_class::pure;
        pure.call = &unreachable;
        natives.add(pure);
        native step;
        step.name = "step";
        step.parameters = {parameter_type::string, parameter_type::fn};
        step.effects = effect_class::control;
        natives.add(step);
        return engine::freeze(std::move(natives));
    }();
    return made;
}

std::expected<program, compile_failure> compiled(std::string_view source, const files& modules) {
    compile_options options;
    options.natives = &test_engine()->natives();
    options.prelude = prelude_module();
    options.loader = [&](std::string_view path,
                         std::string_view) -> std::expected<source_file, std::string> {
        const auto found = modules.find(path);
        if (found == modules.end()) return std::unexpected{"no file " + std::string{path}};
        return source_file{found->first, found->second};
    };
    auto made = compile(source, "main", options);
    if (!made) return made;
    std::map<module_hash, const module_code*> by_hash;
    for (const auto& m : made->modules) {
        std::vector<const module_code*> imports;
        for (const module_import& i : m->imports) imports.push_back(by_hash.at(i.hash));
        by_hash[m->hash] = m.get();
        const result<void> verified = verify_module(*m, imports);
        EXPECT_TRUE(verified) << source << '\n'
                              << verified.error().message() << '\n'
                              << disassemble(*m);
    }
    return made;
}

std::string outcome(isolate& iso, std::ostringstream& printed) {
    nanoseconds now{1};
    for (;;) {
        const run_result r = iso.run(now, 1'000'000);
        for (const output_line& line : iso.take_output()) printed << line.text << '\n';
        switch (r.state) {
            case run_state::finished: return to_debug_text(r.result);
            case run_state::failed:
                return "failed: " + std::string{error_name(r.error->kind)} + ": " +
                       (r.error->is_thrown ? to_debug_text(r.error->thrown) : r.error->message);
            case run_state::blocked:
                if (!r.wake_at) return "blocked";
                now = *r.wake_at;
                break;
            case run_state::out_of_fuel: break;
            case run_state::stuck: return "stuck";
        }
    }
}

std::string trimmed(std::string_view line) {
    const std::size_t first = line.find_first_not_of(" 0123456789");
    std::string text{line.substr(std::min(first, line.size()), line.find(';') - first)};
    text.erase(text.find_last_not_of(' ') + 1);
    text.erase(
        std::ranges::unique(text, [](char a, char b) { return a == ' ' && b == ' '; }).begin(),
        text.end());
    return text;
}

}  // namespace

std::string run(std::string_view source, const files& modules) {
    auto made = compiled(source, modules);
    if (!made) return "error: " + made.error().files.front().found.front().message;
    auto linked = executable::link(test_engine(), *made);
    if (!linked) return "not linked: " + linked.error().message();
    isolate iso{*linked};
    iso.start();
    std::ostringstream printed;
    const std::string result = outcome(iso, printed);
    return printed.str().empty() ? result : printed.str() + "=> " + result;
}

std::string errors(std::string_view source, const files& modules) {
    const auto made = compiled(source, modules);
    if (made) return "";
    std::ostringstream text;
    for (const file_diagnostics& f : made.error().files)
        for (const diagnostic& d : f.found) {
            const source_position at = line_index{f.source}.locate(d.where.offset);
            if (f.file != "main") text << f.file << ':';
            text << at.line << ':' << at.column << ": " << d.message;
            if (!d.help.empty()) text << " (" << d.help << ')';
            text << '\n';
        }
    return text.str();
}

std::string code_of(std::string_view source, std::string_view function) {
    const auto made = compiled(source, {});
    if (!made) return made.error().text();
    for (const function_code& f : made->main().functions) {
        if (f.name != function || &f == &made->main().functions[1]) continue;
        std::istringstream lines{disassemble(made->main(), f)};
        std::string text;
        std::string line;
        std::getline(lines, line);  // the heading
        while (std::getline(lines, line))
            if (line.find(" entry") == std::string::npos) text += trimmed(line) + '\n';
        return text;
    }
    return "there is no such function";
}

}  // namespace bounce::script
