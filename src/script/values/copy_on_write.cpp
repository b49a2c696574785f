#include "script/values/copy_on_write.hpp"

namespace bounce::script {

array_object& make_unique_array(heap_account* owner, value& v) {
    auto& seen = as<array_object>(v);
    if (seen.unique()) {
        seen.stored = 0;
        return seen;
    }
    v = make_array(owner, seen.items);
    return as<array_object>(v);
}

blob_object& make_unique_blob(heap_account* owner, value& v) {
    auto& seen = as<blob_object>(v);
    if (seen.unique()) {
        seen.stored = 0;
        return seen;
    }
    v = make_blob(owner, seen.bytes);
    return as<blob_object>(v);
}

map_object& make_unique_map(heap_account* owner, value& v) {
    auto& seen = as<map_object>(v);
    if (seen.unique()) {
        seen.stored = 0;
        return seen;
    }
    v = create<map_object>(owner, seen);
    return as<map_object>(v);
}

}  // namespace bounce::script
