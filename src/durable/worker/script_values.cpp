#include "durable/worker/script_values.hpp"

#include "script/values/map.hpp"
#include "script/values/object.hpp"
#include "script/values/string.hpp"

#include "bounce/script/value_codec.hpp"

#include <utility>

namespace bounce::durable {

namespace {

using script::error_kind;

/// Nothing that a further try would mend: the program itself is wrong, or it used up what it may use.
bool is_final(error_kind kind) noexcept {
    switch (kind) {
        case error_kind::runtime:
        case error_kind::cancelled:
        case error_kind::timed_out:
        case error_kind::channel_closed: return false;
        default: return true;
    }
}

/// The `kind` of a thrown map, by which policies and programs tell failures apart.
std::string kind_of(const script::script_error& why) {
    if (!why.is_thrown) return std::string{script::error_name(why.kind)};
    if (why.thrown.is_map()) {
        const script::value* kind = script::as<script::map_object>(why.thrown).find("kind");
        if (kind != nullptr && kind->is_string()) return std::string{kind->text()};
    }
    return "thrown";
}

void set(script::value& map, script::heap_account& heap, std::string_view key, script::value v) {
    script::as<script::map_object>(map).set(script::make_string(&heap, key), std::move(v));
}

}  // namespace

failure failure_of(const script::script_error& why) {
    failure made{kind_of(why), why.message};
    if (why.kind == error_kind::cancelled && !why.is_thrown) made.kind = "cancelled";
    made.trace = script::to_text(why);
    made.final = !why.is_thrown && is_final(why.kind);
    if (why.is_thrown) {
        // What cannot be stored is told in words.
        if (auto encoded = script::encode_value(why.thrown)) made.value = *std::move(encoded);
    }
    return made;
}

script::value thrown_of(const failure& why, script::isolate& to) {
    script::heap_account& heap = to.heap();
    if (!why.value.empty() && !why.maybe_done) {
        if (auto thrown = script::decode_value(why.value, to)) return *std::move(thrown);
    }
    script::value map = script::make_map(&heap);
    set(map, heap, "kind", script::make_string(&heap, why.kind));
    set(map, heap, "message", script::make_string(&heap, why.message));
    set(map, heap, "error", script::make_string(&heap, "ErrorRuntime"));
    if (!why.key.empty()) set(map, heap, "key", script::make_string(&heap, why.key));
    if (why.maybe_done) set(map, heap, "maybe_done", script::value::boolean(true));
    return map;
}

void deliver(script::isolate& to, std::uint64_t operation, const outcome& how) {
    if (!how.succeeded()) {
        to.deliver_thrown(operation, thrown_of(how.why(), to));
        return;
    }
    if (how.value().empty()) {
        to.deliver(operation, script::value{});
        return;
    }
    auto content = script::decode_value(how.value(), to);
    if (content) {
        to.deliver(operation, *std::move(content));
    } else {
        to.deliver_failure(operation, std::move(content).error());
    }
}

outcome outcome_of(const script::run_result& end) {
    switch (end.state) {
        case script::run_state::finished: {
            auto encoded = script::encode_value(end.result);
            if (encoded) return outcome{*std::move(encoded)};
            failure why{"ErrorNotStorable", "the result " + encoded.error().message()};
            why.final = true;
            return outcome{std::move(why)};
        }
        case script::run_state::failed: return outcome{failure_of(*end.error)};
        case script::run_state::stuck: {
            failure why{"ErrorTooManyOperations", "all of its fuel is spent"};
            why.final = true;
            return outcome{std::move(why)};
        }
        default: return outcome{failure{"interrupted", "it was stopped before its end"}};
    }
}

}  // namespace bounce::durable
