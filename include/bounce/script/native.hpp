#pragma once

#include "bounce/script/effect_class.hpp"
#include "bounce/script/failure.hpp"
#include "bounce/script/native_context.hpp"
#include "bounce/script/value.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace bounce::script {

/// The type of a parameter of a native.
enum class parameter_type : std::uint8_t {
    any,
    unit,
    boolean,
    integer,
    floating,
    number,  ///< an int or a float
    character,
    text,  ///< a string or a char
    string,
    array,
    blob,
    map,
    range,
    fn,
    duration,
    timestamp,
    iterator,
    channel,
    semaphore,
    task,
    host_handle
};

[[nodiscard]] bool accepts(parameter_type type, const value& v) noexcept;

/// The arguments of a call of a native. For a mutating one `args[0]` is the caller's variable itself;
/// the others may be moved from.
using native_arguments = std::span<value>;

/// What a synchronous native is: it computes its result at once and never calls script. `state` is what
/// it was registered with.
using native_function = fallible<value> (*)(native_context& context, native_arguments args,
                                            const void* state);

/// A function of C++ that scripts can call, as it is registered.
struct native {
    std::string module;  ///< "" for what every script has without an import
    std::string name;
    std::vector<parameter_type> parameters;
    effect_class effects = effect_class::pure;
    std::uint16_t version = 1;
    /// Whether it changes its first argument, which is then passed by reference in call style too.
    bool mutates = false;
    /// Whether `x.name` without parentheses calls it.
    bool property = false;
    /// Null if `effects` is not pure: then a call makes a pending operation that the host performs.
    native_function call = nullptr;
    std::shared_ptr<const void> state;
    /// Its place in the table, set by `native_table::add`.
    std::uint32_t index = 0;

    [[nodiscard]] bool matches(std::span<const value> args) const noexcept;
};

}  // namespace bounce::script
