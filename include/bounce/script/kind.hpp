#pragma once

#include <cstdint>
#include <string_view>

namespace bounce::script {

/// What a value is. The numbers are tags of images and of portable bytecode: they are frozen, new ones
/// go to the end of their group.
enum class kind : std::uint8_t {
    // Kept inside the 16 bytes of a value.
    unit = 0,
    boolean = 1,
    integer = 2,       ///< i64
    floating = 3,      ///< f64
    character = 4,     ///< a Unicode scalar value
    duration = 5,      ///< nanoseconds, may be negative
    timestamp = 6,     ///< nanoseconds since 1970, wall clock
    short_string = 7,  ///< at most `value::short_string_bytes` bytes of UTF-8

    // A counted object on the heap: `value::heap_bit` is set.
    string = 16,
    array = 17,
    blob = 18,
    map = 19,
    range = 20,
    fn = 21,
    cell = 22,  ///< a captured variable: only in registers and captures, never seen by a script
    iterator = 23,
    channel = 24,
    semaphore = 25,
    task = 26,         ///< a fiber, seen from outside
    host_handle = 27,  ///< something of the host's; cannot be stored
};

/// The name that `type_of` gives ("i64", "f64", "string", "()"). An inclusive range is "range=", which
/// only the value knows: see `type_name(const value&)`.
[[nodiscard]] std::string_view type_name(kind k) noexcept;

}  // namespace bounce::script
