#include "cli/control_commands.hpp"

#include "cli/run_values.hpp"
#include "cli/say.hpp"
#include "cli/store_place.hpp"

#include "bounce/durable/worker/ask.hpp"
#include "bounce/runtime/runtime.hpp"

#include <utility>
#include <vector>

namespace bounce::cli {

namespace {

using answers = std::vector<result<void>>;

task<result<void>> first_of(task<result<answers>> asked) {
    auto all = co_await std::move(asked);
    if (!all) co_return all.error();
    co_return all->front();
}

task<result<void>> control(durable::store& store, durable::control_request wanted) {
    auto call = [&](auto done) {
        std::vector<durable::control_request> requests;
        requests.push_back(std::move(wanted));
        store.control(std::move(requests), std::move(done));
    };
    co_return co_await first_of(durable::ask<answers>(std::move(call)));
}

task<result<void>> send(durable::store& store, durable::signal_request wanted) {
    auto call = [&](auto done) {
        std::vector<durable::signal_request> requests;
        requests.push_back(std::move(wanted));
        store.signal(std::move(requests), std::move(done));
    };
    co_return co_await first_of(durable::ask<answers>(std::move(call)));
}

int end(const end_options& options, durable::control_request::action what, const char* doing) {
    auto store = open_store(options.store, false);
    if (!store) return fail(store.error());
    auto rt = runtime::create();
    if (!rt) return fail(rt.error());
    durable::control_request wanted;
    wanted.run = options.id;
    wanted.what = what;
    wanted.reason = options.reason;
    const auto done = rt->block_on(control(**store, std::move(wanted)));
    return done ? success : fail(done.error().in(doing, options.id));
}

}  // namespace

int send_signal(const signal_options& options) {
    durable::signal_request wanted;
    wanted.run = options.id;
    wanted.name = options.name;
    wanted.request_id = options.request_id;
    if (!options.payload.empty()) {
        auto payload = encode_json(options.payload);
        if (!payload) return fail(payload.error().in("the payload of the signal"));
        wanted.payload = *std::move(payload);
    }
    auto store = open_store(options.store, false);
    if (!store) return fail(store.error());
    auto rt = runtime::create();
    if (!rt) return fail(rt.error());
    const auto sent = rt->block_on(send(**store, std::move(wanted)));
    return sent ? success
                : fail(sent.error().in("send the signal " + options.name + " to the run",
                                       options.id));
}

int cancel_run(const end_options& options) {
    return end(options, durable::control_request::action::cancel, "cancel the run");
}

int kill_run(const end_options& options) {
    return end(options, durable::control_request::action::kill, "kill the run");
}

}  // namespace bounce::cli
