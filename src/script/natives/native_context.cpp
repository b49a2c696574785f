#include "bounce/script/native_context.hpp"

#include "script/values/fn.hpp"

#include <string>

namespace bounce::script {

// Whoever keeps the line takes it.
void native_context::log(log_level, std::string) {}  // NOLINT(performance-unnecessary-value-param)

bool native_context::accepts(const fn_object& f, std::size_t arguments) const {
    return f.resolved() && f.curried.size() + arguments == f.parameters;
}

bool native_context::is_scripted(const fn_object& f, std::size_t arguments) const {
    return native_context::accepts(f, arguments);
}

fallible<void> native_context::check(std::size_t count, std::size_t most, std::size_t unit_bytes,
                                     const char* what) const {
    if (count > most) {
        return fail(error_kind::data_too_large, std::string{"a "} + what + " of " +
                                                    std::to_string(count) + ", where at most " +
                                                    std::to_string(most) + " are allowed");
    }
    // The count is bounded now, so that the product cannot overflow for any limit that makes sense.
    if (count > 1024 && !heap_->has_room(count * unit_bytes)) {
        return fail(error_kind::out_of_memory, std::string{"a "} + what + " of " +
                                                   std::to_string(count * unit_bytes) +
                                                   " bytes does not fit into the heap's limit of " +
                                                   std::to_string(heap_->limit_bytes()));
    }
    return {};
}

}  // namespace bounce::script
