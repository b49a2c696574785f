#pragma once

#include "script/values/array.hpp"
#include "script/values/blob.hpp"
#include "script/values/map.hpp"
#include "script/values/string.hpp"

namespace bounce::script {

/// The object of `v`, which nobody else sees: a copy of it took its place if somebody did. Clears the
/// stored-segment id, as the caller is about to change the object. Elements are shared with the old one.
[[nodiscard]] array_object& make_unique_array(heap_account* owner, value& v);
[[nodiscard]] blob_object& make_unique_blob(heap_account* owner, value& v);
[[nodiscard]] map_object& make_unique_map(heap_account* owner, value& v);

}  // namespace bounce::script
