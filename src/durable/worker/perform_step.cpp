#include "durable/worker/perform_step.hpp"

#include "durable/process/crash_point.hpp"
#include "durable/worker/script_values.hpp"
#include "script/values/array.hpp"
#include "script/values/cell.hpp"
#include "script/values/fn.hpp"
#include "script/values/object.hpp"

#include "bounce/durable/operation_number.hpp"
#include "bounce/host/effect.hpp"
#include "bounce/host/environment.hpp"
#include "bounce/host/run_isolate.hpp"
#include "bounce/runtime/timeout.hpp"
#include "bounce/script/isolate.hpp"
#include "bounce/script/value_codec.hpp"

#include <utility>

namespace bounce::durable {

namespace {

std::string key_of(const claimed_step& step) {
    return step.step.key.empty() ? idempotency_key(step.run.uuid, step.step.number) : step.step.key;
}

outcome broken(std::string message) {
    failure why{"ErrorRuntime", std::move(message)};
    why.final = true;
    return outcome{std::move(why)};
}

/// What a step captures is a copy, and constant in it: a change would be lost.
void make_constant(const script::value& function) {
    for (const script::value& captured : script::as<script::fn_object>(function).curried) {
        if (captured.is_cell()) script::as<script::cell_object>(captured).constant = true;
    }
}

task<result<outcome>> run_function(const script_program& code, const claimed_step& step) {
    script::limits bounds;
    script::isolate iso{code.code(), bounds};
    auto function = script::decode_value(step.step.body.arguments, iso);
    if (!function) co_return broken("its function: " + function.error().message());
    if (!function->is_fn()) co_return broken("its function is none");
    make_constant(*function);
    if (auto begun = iso.start(*function, {}); !begun) co_return broken(begun.error().message());
    host::environment world;
    world.key = key_of(step);
    const auto end = co_await host::run_isolate(iso, world);
    if (!end) co_return end.error();
    outcome how = outcome_of(*end);
    if (!how.succeeded() && world.failed_for_good) how.why().final = true;
    co_return how;
}

/// "http::get" -> "http", "get".
std::pair<std::string_view, std::string_view> split(std::string_view name) {
    const std::size_t at = name.find("::");
    if (at == std::string_view::npos) return {"", name};
    return {name.substr(0, at), name.substr(at + 2)};
}

task<result<outcome>> call_host(const script_program& code, const claimed_step& step) {
    script::isolate values{code.code()};  // never run: a heap, and a program to find functions in
    auto arguments = script::decode_value(step.step.body.arguments, values);
    if (!arguments || !arguments->is_array()) co_return broken("its arguments cannot be read");
    host::environment world;
    world.key = key_of(step);
    script::operation wanted;
    std::tie(wanted.module, wanted.name) = split(step.step.body.function);
    wanted.arguments = script::as<script::array_object>(*arguments).items;
    auto work = host::perform(world, code.code().natives().natives(), wanted);
    if (!work) co_return broken(work.error().message());
    host::answer found = co_await *std::move(work);
    if (found.why() != nullptr) {
        failure why{found.why()->kind, found.why()->message};
        if (auto thrown = script::encode_value(found.thrown(values.heap())))
            why.value = *std::move(thrown);
        co_return outcome{std::move(why)};
    }
    auto encoded = script::encode_value(found.make(values.heap()));
    if (!encoded) co_return broken("what it gave " + encoded.error().message());
    co_return outcome{*std::move(encoded)};
}

task<result<outcome>> attempt(const script_program& code, const claimed_step& step) {
    if (step.step.body.what == operation_body::kind::host_call)
        co_return co_await call_host(code, step);
    co_return co_await run_function(code, step);
}

}  // namespace

outcome stopped_attempt() { return outcome{failure{"cancelled", "the attempt was asked to stop"}}; }

task<outcome> perform_step(script_code& code, claimed_step step) {
    crash_point("before_effect");
    const auto program = co_await code.load(step.run.code);
    if (!program) co_return outcome{failure{"code", program.error().message()}};
    const nanoseconds limit = step.step.policy.timeout > nanoseconds::zero()
                                  ? step.step.policy.timeout
                                  : nanoseconds::max();
    auto made = co_await timeout(limit, attempt(**program, step));
    crash_point("after_effect");
    if (made) co_return *std::move(made);
    if (made.error() == bounce::errc::timed_out) {
        failure why{"timed_out", "step \"" + step.step.name + "\" took longer than its timeout"};
        why.key = key_of(step);
        why.maybe_done = true;
        co_return outcome{std::move(why)};
    }
    if (made.error() == bounce::errc::cancelled) co_return stopped_attempt();
    co_return outcome{failure{host::kind_of(made.error()), made.error().message()}};
}

}  // namespace bounce::durable
