#include "cli/start_command.hpp"

#include "cli/run_values.hpp"
#include "cli/say.hpp"
#include "cli/script_file.hpp"
#include "cli/store_place.hpp"
#include "cli/wait_command.hpp"
#include "cli/work_command.hpp"
#include "durable/worker/script_code.hpp"
#include "script/code/module_code.hpp"

#include "bounce/crypto/random_bytes.hpp"
#include "bounce/durable/run_start.hpp"
#include "bounce/durable/worker/ask.hpp"
#include "bounce/durable/worker/work.hpp"
#include "bounce/runtime/runtime.hpp"

#include <array>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

namespace bounce::cli {

namespace {

/// FILE:FUNCTION, unless there is a file of that very name.
std::pair<std::string, std::string> split(const std::string& script) {
    const std::size_t colon = script.rfind(':');
    if (colon == std::string::npos || std::filesystem::exists(script)) return {script, ""};
    return {script.substr(0, colon), script.substr(colon + 1)};
}

/// The durable function that is meant; prints why there is none.
const script::function_code* choose(const script::program& code, const std::string& file,
                                    const std::string& name) {
    std::vector<const script::function_code*> durable;
    for (const auto& f : code.main().functions) {
        if (!f.is_durable) continue;
        if (f.name == name) return &f;
        durable.push_back(&f);
    }
    if (name.empty() && durable.size() == 1) return durable.front();
    std::string names;
    for (const auto* f : durable) names += (names.empty() ? "" : ", ") + f->name;
    if (durable.empty()) {
        fail(file + " has no `durable fn`: only such a function can be started as a run");
    } else if (name.empty()) {
        fail(file + " has several durable functions; name one: " + file + ":" +
             durable.front()->name + " (there are " + names + ")");
    } else {
        fail(file + " has no durable function `" + name + "`; there are " + names);
    }
    return nullptr;
}

result<durable::run_uuid> fresh_uuid() {
    std::array<std::byte, 16> raw{};
    if (auto filled = crypto::fill_random(raw); !filled) return filled.error();
    std::array<std::uint64_t, 2> words{};
    std::memcpy(words.data(), raw.data(), raw.size());
    return durable::run_uuid::from_random(words[0], words[1]);
}

result<std::optional<nanoseconds>> start_time(const start_options& options) {
    if (!options.at.empty()) {
        auto at = parse_time(options.at);
        if (!at) return at.error().in("--at");
        return std::optional{*at};
    }
    if (!options.after.empty()) {
        auto after = parse_duration(options.after);
        if (!after) return after.error().in("--after");
        return std::optional{wall_clock_now() + *after};
    }
    return std::optional<nanoseconds>{};
}

task<result<durable::started_run>> put(durable::store& store, durable::run_start wanted) {
    auto call = [&](auto done) {
        std::vector<durable::run_start> runs;
        runs.push_back(std::move(wanted));
        store.start(std::move(runs), std::move(done));
    };
    auto started =
        co_await durable::ask<std::vector<result<durable::started_run>>>(std::move(call));
    if (!started) co_return started.error();
    co_return std::move(started->front());
}

void announce(const start_options& options, const durable::run_start& run, bool repeated) {
    if (options.json) {
        std::printf("{\"id\":%s,\"uuid\":\"%s\",\"repeated\":%s}\n", json_text(run.id).c_str(),
                    run.uuid.to_string().c_str(), repeated ? "true" : "false");
    } else {
        std::printf("%s\n", run.id.c_str());
    }
    std::fflush(stdout);
}

}  // namespace

int start_run(const start_options& options) {
    const auto [file, name] = split(options.script);
    const auto at = start_time(options);
    if (!at) return wrong_use(at.error().message(), "`bounce start --help` says more.");
    durable::run_start wanted;
    if (!options.input.empty()) {
        auto input = encode_json(options.input);
        if (!input) return fail(input.error().in("--input"));
        wanted.input = *std::move(input);
    }
    const auto engine = durable::make_durable_engine();
    const auto code = compile_file(file, *engine);
    if (!code) return failure;
    const auto* function = choose(*code, file, name);
    if (function == nullptr) return failure;
    if (function->parameters > 1) {
        return fail("start " + file + ": `" + function->name +
                    "` takes several parameters; a durable function takes one, its input");
    }
    auto uuid = fresh_uuid();
    if (!uuid) return fail(uuid.error());
    durable::code_closure closure = durable::closure_of(*code);
    wanted.uuid = *uuid;
    wanted.id =
        options.id.empty() ? function->name + "-" + uuid->to_string().substr(0, 8) : options.id;
    wanted.kind = durable::script_kind;
    wanted.code = closure.root;
    wanted.function = function->name;
    wanted.closure = std::move(closure.blobs);
    wanted.start_at = *at;
    wanted.request_id = options.request_id;

    auto store = open_store(options.store, true);
    if (!store) return fail(store.error());
    auto rt = runtime::create();
    if (!rt) return fail(rt.error());
    auto started = rt->block_on(put(**store, wanted));
    if (!started) return fail(started.error().in("start the run", wanted.id));
    wanted.uuid = started->uuid;
    if (!options.wait) {
        announce(options, wanted, started->repeated);
        return success;
    }
    return work_until_ended(**store, *rt, engine, worker_for(options.store), wanted.id,
                            options.json);
}

}  // namespace bounce::cli
