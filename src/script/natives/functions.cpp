#include "script/natives/binding.hpp"

#include <algorithm>

namespace bounce::script {

void add_functions(native_registrar& l) {
    l.property("name", [](const fn_object& f) { return f.name.text(); });
    l.property("is_anonymous", [](const fn_object& f) { return f.anonymous; });
    // Whether f can be called with n arguments more than it has curried.
    l.fn("accepts", [](native_context& context, const fn_object& f, std::int64_t n) {
        return n >= 0 && n <= 255 && context.accepts(f, static_cast<std::size_t>(n));
    });
    // The same among the script's own functions.
    l.fn("is_scripted", [](native_context& context, const fn_object& f, std::int64_t n) {
        return n >= 0 && n <= 255 && context.is_scripted(f, static_cast<std::size_t>(n));
    });
    // How many of the arguments that a function of the library offers, at most `most`, a callback takes:
    // the first, or all, or none (then it gets the first as `this`). If it takes neither, the answer is
    // 1, and the call says what is wrong.
    l.fn("callback_arity",
         [](native_context& context, const fn_object& f, std::int64_t least, std::int64_t most) {
             for (std::int64_t n = least; n <= std::min<std::int64_t>(most, 255); ++n) {
                 if (context.accepts(f, static_cast<std::size_t>(n))) return n;
             }
             const std::int64_t bound = least - 1;
             return context.accepts(f, static_cast<std::size_t>(bound)) ? bound : least;
         });
    l.fn("callback_arity",
         [](native_context&, const value& f, std::int64_t, std::int64_t) -> fallible<value> {
             return fail(error_kind::mismatch_data_type,
                         "a function is expected here, not `" + std::string{type_name(f)} + '`');
         });
}

}  // namespace bounce::script
