#pragma once

#include "script/code/verify.hpp"
#include "script/compile/prelude_module.hpp"
#include "script/machine/isolate_state.hpp"
#include "script/machine/module.hpp"
#include "script/values/host_handle.hpp"
#include "script/values/string.hpp"

#include "bounce/script/compile.hpp"
#include "bounce/script/engine.hpp"
#include "bounce/script/image.hpp"
#include "bounce/script/isolate.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A host for the tests of images: one virtual clock, natives that the tests answer, and a way to play any
// program to its end that depends on nothing but the program.

namespace bounce::script::stage {

inline value give_handle(heap_account* heap) {
    return make_host_handle(heap, "net::conn", std::make_shared<int>(0));
}

inline std::shared_ptr<const engine> make_engine() {
    native_table natives;
    add_standard_library(natives);
    native ask;
    ask.module = "host";
    ask.name = "ask";
    ask.parameters = {parameter_type::any};
    ask.effects = effect_class::read;
    natives.add(std::move(ask));
    native connect;
    connect.module = "host";
    connect.name = "connect";
    connect.effects = effect_class::local;
    natives.add(std::move(connect));
    return engine::freeze(std::move(natives));
}

/// A program of one file, compiled, verified and linked.
inline executable make(std::string_view source) {
    static const std::shared_ptr<const engine> shared_engine = make_engine();
    compile_options options;
    options.natives = &shared_engine->natives();
    options.prelude = prelude_module();
    auto compiled = compile(source, "test.bounce", options);
    if (!compiled) throw std::runtime_error{compiled.error().text()};
    auto linked = executable::link(shared_engine, *compiled);
    if (!linked) throw std::runtime_error{linked.error().message()};
    for (const auto& m : linked->modules()) {
        std::vector<const module_code*> imports;
        for (const module* i : m->imports) imports.push_back(i->code.get());
        const auto verified = verify_module(*m->code, imports);
        if (!verified) throw std::runtime_error{verified.error().message()};
    }
    return *std::move(linked);
}

/// What a program has done: its lines, and how it ended.
struct played {
    std::string text;
    bool ended = false;

    friend bool operator==(const played&, const played&) = default;
    friend std::ostream& operator<<(std::ostream& out, const played& p) {
        return out << p.text << (p.ended ? "(ended)" : "(not ended)");
    }
};

inline constexpr nanoseconds beginning{1'700'000'000'000'000'000};

/// One turn of the host: runs, then does what the program waits for, the first thing only. The answer of
/// ask(x) is x, and the signal `name` is "name!".
inline void turn(isolate& iso, played& so_far, std::uint64_t fuel = 1'000'000) {
    const run_result r = iso.run(nanoseconds{iso.state().now_ns}, fuel);
    for (const output_line& line : iso.take_output()) so_far.text += line.text + '\n';
    (void)iso.take_requested();
    switch (r.state) {
        case run_state::finished: so_far.ended = true; return;
        case run_state::failed:
            so_far.text += "failed: " + r.error->message + '\n';
            so_far.ended = true;
            return;
        case run_state::out_of_fuel: return;
        case run_state::stuck: so_far.text += "stuck\n"; return;
        case run_state::blocked: break;
    }
    const std::vector<operation> open = iso.open_operations();
    if (!open.empty()) {
        const bool is_ask = open.front().name == "ask";
        iso.deliver(open.front().number,
                    is_ask ? open.front().arguments[0] : give_handle(&iso.heap()));
        return;
    }
    const std::vector<std::string> mailboxes = iso.awaited_mailboxes();
    if (!mailboxes.empty()) {
        (void)iso.post(mailboxes.front(), make_string(&iso.heap(), mailboxes.front() + "!"));
        return;
    }
    if (r.wake_at) iso.advance(*r.wake_at);
}

inline isolate begin(const executable& code) {
    isolate iso{code};
    iso.start();
    iso.advance(beginning);
    return iso;
}

/// To the end, in at most so many turns.
inline played play(isolate& iso, played so_far = {}, std::size_t turns = 10'000) {
    while (!so_far.ended && turns-- > 0) turn(iso, so_far);
    return so_far;
}

/// The same isolate in another place: written down, thrown away, restored.
inline isolate move_house(isolate from) {
    const executable code = from.code();
    bytes image;
    {
        const isolate old = std::move(from);
        auto written = snapshot(old);
        if (!written) throw std::runtime_error{written.error().message()};
        image = *std::move(written);
    }
    auto again = restore(code, image);
    if (!again) throw std::runtime_error{again.error().message()};
    return std::move(*again);
}

}  // namespace bounce::script::stage
