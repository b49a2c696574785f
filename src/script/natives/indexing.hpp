#pragma once

#include "bounce/script/native_context.hpp"
#include "bounce/script/value.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bounce::script {

/// container[index]: an element, a char, a byte, the value of a key (() if it is missing), a bit of an
/// int; by a range, a slice. A negative index counts from the end.
[[nodiscard]] fallible<value> get_index(native_context& context, const value& container,
                                        const value& index);

/// container[index] = item. The container is made unique first.
[[nodiscard]] fallible<void> set_index(native_context& context, value& container,
                                       const value& index, value item);

/// The element itself, in a container that was made unique; a missing key gets the value (). Null where
/// there is no element to point to (a char, a byte, a bit, a slice): use get_index, change the result,
/// and set_index. The pointer is good until anything else is done with the container.
[[nodiscard]] fallible<value*> index_pointer(native_context& context, value& container,
                                             const value& index);

/// The same by name. Only maps have properties here; for other values see `overload_set::property_of`.
/// Reading a missing one gives ().
[[nodiscard]] fallible<value> get_property(native_context& context, const value& container,
                                           std::string_view name);
[[nodiscard]] fallible<value*> property_pointer(native_context& context, value& container,
                                                const value& name);

/// Where `index`, which may be negative, is among `size` things; nothing if it is outside.
[[nodiscard]] std::optional<std::size_t> position_of(std::int64_t index, std::size_t size) noexcept;

/// A part of `size` things, clipped to them.
struct slice {
    std::size_t first;
    std::size_t count;
};
/// The slice that a range means (a negative end counts from the end), and the one of start and length.
[[nodiscard]] slice slice_of(std::int64_t begin, std::int64_t end, bool inclusive,
                             std::size_t size) noexcept;
[[nodiscard]] slice slice_from(std::int64_t start, std::int64_t length, std::size_t size) noexcept;

}  // namespace bounce::script
