#include "script/machine/scheduler.hpp"
#include "script/values/map.hpp"
#include "script/values/string.hpp"
#include "script/values/walks.hpp"

#include <array>

namespace bounce::script {

namespace {

constexpr auto last_kind = static_cast<std::uint8_t>(error_kind::out_of_memory);

[[nodiscard]] std::optional<error_kind> kind_named(std::string_view name) {
    for (std::uint8_t k = 1; k <= last_kind; ++k)
        if (error_name(static_cast<error_kind>(k)) == name) return static_cast<error_kind>(k);
    return std::nullopt;
}

// What `err.kind` says for the errors that scripts tell apart by it.
[[nodiscard]] std::string_view short_name(error_kind k) {
    switch (k) {
        case error_kind::cancelled: return "cancelled";
        case error_kind::timed_out: return "timed_out";
        case error_kind::channel_closed: return "channel_closed";
        default: return {};
    }
}

}  // namespace

error_ptr make_error(error_kind kind, std::string message) {
    auto made = std::make_unique<script_error>();
    made->kind = kind;
    made->message = std::move(message);
    return made;
}

error_ptr make_error(const failure& why) { return make_error(why.kind(), why.message()); }

error_ptr make_thrown(value what) {
    auto made = std::make_unique<script_error>();
    made->is_thrown = true;
    if (what.is_map()) {
        const auto& map = as<const map_object>(what);
        const value* name = map.find("error");
        const value* message = map.find("message");
        if (name != nullptr && message != nullptr && name->is_string() && message->is_string()) {
            // Not one that could not be caught: a limit's error never reaches a script.
            const auto kind = kind_named(name->text());
            if (kind && is_catchable(*kind)) made->kind = *kind;
            made->message = message->text();
        }
    }
    if (made->message.empty()) made->message = to_text(what);
    made->thrown = std::move(what);
    return made;
}

value value_of(isolate_state& s, const script_error& e) {
    if (e.is_thrown) return e.thrown;
    heap_account* owner = &s.heap;
    value made = make_map(owner);
    auto& map = as<map_object>(made);
    const auto set = [&](std::string_view key, value v) {
        map.set(make_string(owner, key), std::move(v));
    };
    set("error", make_string(owner, error_name(e.kind)));
    set("message", make_string(owner, e.message));
    if (const auto kind = short_name(e.kind); !kind.empty()) set("kind", make_string(owner, kind));
    const script_error::place* at = e.where();
    set("line", value::integer(at == nullptr ? 0 : at->line));
    set("position", value::integer(at == nullptr ? 0 : at->column));
    if (at != nullptr && !at->function.empty()) set("function", make_string(owner, at->function));
    return made;
}

}  // namespace bounce::script
