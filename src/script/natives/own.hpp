#pragma once

#include "script/values/copy_on_write.hpp"
#include "script/values/counted_equal.hpp"

#include "bounce/script/native_context.hpp"

#include <cstddef>

namespace bounce::script {

/// The container of `v`, which is about to be changed: a copy, if anybody else sees it, and then the
/// copying is charged for.
[[nodiscard]] inline array_object& own_array(native_context& context, value& v) {
    if (!v.as_object()->unique()) context.charge(as<array_object>(v).items.size());
    return make_unique_array(context.owner(), v);
}
[[nodiscard]] inline blob_object& own_blob(native_context& context, value& v) {
    if (!v.as_object()->unique()) context.charge(as<blob_object>(v).bytes.size());
    return make_unique_blob(context.owner(), v);
}
[[nodiscard]] inline map_object& own_map(native_context& context, value& v) {
    if (!v.as_object()->unique()) context.charge(as<map_object>(v).size());
    return make_unique_map(context.owner(), v);
}

/// a == b, charged for what had to be looked at.
[[nodiscard]] inline bool charged_equal(native_context& context, const value& a, const value& b) {
    std::size_t touched = 0;
    const bool same = counted_equal(a, b, touched);
    context.charge(touched);
    return same;
}

}  // namespace bounce::script
