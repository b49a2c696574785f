// Our side of the script rows: `bench_script NAME [--count N]` calls run(N) of bench/script/NAME.bounce
// and prints the processor time that took as `script_NAME TIME ms`. The script checks its own result.
// Fuel, heap limit and safepoints are on, as they always are. Without --count the script's `standard()`
// says how much is measured.
#include "../common/bench.hpp"
#include "script/compile/prelude_module.hpp"

#include "bounce/script/compile.hpp"
#include "bounce/script/engine.hpp"
#include "bounce/script/isolate.hpp"

#include <fstream>
#include <iterator>

namespace {

using namespace bounce::script;

std::string read_source(const std::string& path) {
    std::ifstream in(path);
    bench::require(in.good(), ("no script " + path).c_str());
    return {std::istreambuf_iterator<char>(in), {}};
}

executable load(const std::string& path) {
    const auto natives = engine::standard();
    compile_options options;
    options.natives = &natives->natives();
    options.prelude = prelude_module();
    const auto compiled = compile(read_source(path), path, options);
    if (!compiled) bench::fail(compiled.error().text().c_str());
    auto linked = executable::link(natives, *compiled);
    if (!linked) bench::fail(linked.error().message().c_str());
    return std::move(*linked);
}

value call(isolate& iso, std::string_view function, std::vector<value> arguments) {
    const auto started = iso.start(function, std::move(arguments));
    if (!started) bench::fail(started.error().message().c_str());
    for (;;) {
        const run_result r = iso.run(bounce::nanoseconds{1}, 1'000'000);
        if (r.state == run_state::finished) return r.result;
        if (r.state == run_state::failed) bench::fail(to_text(*r.error).c_str());
        bench::require(r.state == run_state::out_of_fuel, "the script waits for something");
    }
}

}  // namespace

int main(int argc, char** argv) {
    const bench::arguments given{argc, argv};
    const std::string name{given.word()};
    const executable code = load(std::string{BENCH_SCRIPT_FOLDER} + "/" + name + ".bounce");
    isolate asked{code};
    const auto standard = static_cast<std::uint64_t>(call(asked, "standard", {}).as_int());
    const auto count = static_cast<std::int64_t>(given.number("count", standard));
    isolate measured{code};
    const double before = bench::processor_seconds();
    call(measured, "run", {value::integer(count)});
    bench::report("script_" + name, (bench::processor_seconds() - before) * 1e3, "ms");
}
