#pragma once

#include "script/values/blob.hpp"
#include "script/values/host_handle.hpp"
#include "script/values/map.hpp"
#include "script/values/object.hpp"
#include "script/values/string.hpp"

#include "bounce/base/bytes.hpp"
#include "bounce/host/effect.hpp"
#include "bounce/runtime/operation.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

// What effects share: reading arguments, and answering with what an operation gave.

namespace bounce::host {

using arguments = std::span<const script::value>;
using begun = script::fallible<task<answer>>;
using type = script::parameter_type;
using script::effect_class;
using script::value;

[[nodiscard]] inline std::string text_of(const value& v) { return std::string{v.text()}; }

/// The bytes of a string or a blob.
[[nodiscard]] inline std::string content_of(const value& v) {
    if (!v.is_blob()) return text_of(v);
    const auto& bytes = script::as<script::blob_object>(v).bytes;
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// What is behind a handle of that type; null if `v` is something else.
template <class T>
[[nodiscard]] std::shared_ptr<T> resource_of(const value& v, std::string_view type_name) {
    if (!v.is(script::kind::host_handle)) return nullptr;
    const auto& handle = script::as<script::host_handle_object>(v);
    return handle.type == type_name ? std::static_pointer_cast<T>(handle.resource) : nullptr;
}

/// The error for a handle of another type: "accept: expected a net::listener, found a net::conn".
[[nodiscard]] std::unexpected<script::failure> wrong_handle(std::string_view function,
                                                            std::string_view expected,
                                                            const value& found);

/// A string if it is UTF-8, else a blob: what a script gets for bytes from outside.
[[nodiscard]] value text_or_blob(script::heap_account& heap, std::string_view content);

inline void set(value& map, script::heap_account& heap, std::string_view key, value content) {
    script::as<script::map_object>(map).set(script::make_string(&heap, key), std::move(content));
}

/// The answer that an operation's result is.
template <class T>
[[nodiscard]] task<answer> answer_of(operation<T> work) {
    auto done = co_await std::move(work);
    if (!done) co_return answer{done.error()};
    if constexpr (std::is_void_v<T>) {
        co_return answer{};
    } else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
        co_return answer::of(static_cast<std::int64_t>(*done));
    } else {
        co_return answer::of(*std::move(done));
    }
}

}  // namespace bounce::host
