#include "bounce/script/value.hpp"

#include "script/values/host_handle.hpp"
#include "script/values/range.hpp"
#include "script/values/string.hpp"

namespace bounce::script {

std::string_view value::long_text() const noexcept {
    BOUNCE_DEBUG_ASSERT(is(kind::string), "a value is read as a string, which it is not");
    return as<string_object>(*this).text();
}

std::string_view type_name(kind k) noexcept {
    switch (k) {
        case kind::unit: return "()";
        case kind::boolean: return "bool";
        case kind::integer: return "i64";
        case kind::floating: return "f64";
        case kind::character: return "char";
        case kind::duration: return "duration";
        case kind::timestamp: return "timestamp";
        case kind::short_string:
        case kind::string: return "string";
        case kind::array: return "array";
        case kind::blob: return "blob";
        case kind::map: return "map";
        case kind::range: return "range";
        case kind::fn: return "Fn";
        case kind::cell: return "cell";
        case kind::iterator: return "iterator";
        case kind::channel: return "channel";
        case kind::semaphore: return "semaphore";
        case kind::task: return "task";
        case kind::host_handle: return "handle";
    }
    return "?";
}

std::string_view type_name(const value& v) noexcept {
    if (v.is_range() && as<range_object>(v).inclusive) return "range=";
    if (v.is(kind::host_handle)) return as<host_handle_object>(v).type;
    return type_name(v.tag());
}

}  // namespace bounce::script
