#pragma once

#include "script/compile/prelude_module.hpp"
#include "script/values/walks.hpp"

#include "bounce/script/compile.hpp"
#include "bounce/script/engine.hpp"
#include "bounce/script/isolate.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace bounce::script::test {

/// The standard library, and two functions of a host: `host::fetch(x)`, which reads, and `host::put(x)`,
/// which writes. Neither does anything but ask.
inline std::shared_ptr<const engine> test_engine() {
    static const std::shared_ptr<const engine> made = [] {
        native_table natives;
        add_standard_library(natives);
        for (const auto& [name, effects] :
             {std::pair{"fetch", effect_class::read}, std::pair{"put", effect_class::write}}) {
            native n;
            n.module = "host";
            n.name = name;
            n.parameters = {parameter_type::any};
            n.effects = effects;
            natives.add(std::move(n));
        }
        return engine::freeze(std::move(natives));
    }();
    return made;
}

inline executable compile_or_fail(std::string_view source) {
    compile_options options;
    options.natives = &test_engine()->natives();
    options.prelude = prelude_module();
    auto compiled = compile(source, "test.bounce", options);
    if (!compiled) {
        ADD_FAILURE() << compiled.error().text();
        compiled = compile("()", "test.bounce", options);
    }
    return executable::link(test_engine(), *compiled).value();
}

/// A program under a clock that only the test moves.
class script_run {
public:
    explicit script_run(std::string_view source, const limits& bounds = {})
        : isolate_{compile_or_fail(source), bounds} {}

    isolate& operator*() noexcept { return isolate_; }
    isolate* operator->() noexcept { return &isolate_; }

    void start() {
        if (!started_) isolate_.start();
        started_ = true;
    }

    run_result step(std::uint64_t fuel = 10'000'000) {
        start();
        run_result r = isolate_.run(now, fuel);
        for (output_line& line : isolate_.take_output()) printed.push_back(std::move(line.text));
        return r;
    }

    /// Runs and moves the clock to each timer, until the host has something to do or all is over.
    run_result run() {
        for (;;) {
            run_result r = step();
            if (r.state != run_state::blocked || !r.wake_at || !isolate_.open_operations().empty())
                return r;
            now = *r.wake_at;
        }
    }

    /// What the program gave, as `debug` shows it; or its error.
    std::string outcome() {
        const run_result r = run();
        switch (r.state) {
            case run_state::finished: return to_debug_text(r.result);
            case run_state::failed:
                return std::string{error_name(r.error->kind)} + ": " + r.error->message;
            case run_state::blocked: return "blocked";
            case run_state::out_of_fuel: return "out of fuel";
            case run_state::stuck: return "stuck";
        }
        return {};
    }

    nanoseconds now{std::chrono::seconds{1'000}};
    std::vector<std::string> printed;

private:
    isolate isolate_;
    bool started_ = false;
};

inline std::string outcome_of(std::string_view source) { return script_run{source}.outcome(); }

inline std::vector<std::string> printed_by(std::string_view source) {
    script_run run{source};
    const run_result r = run.run();
    if (r.error) run.printed.push_back(to_text(*r.error));
    return run.printed;
}

using lines = std::vector<std::string>;

}  // namespace bounce::script::test
