#pragma once

#include "script/values/object.hpp"

#include <cstdint>

namespace bounce::script {

/// What an iterator goes over. The set is closed, as iterators are stored in images; the numbers are
/// frozen.
enum class iteration : std::uint8_t {
    numbers = 0,  ///< ints: position, position + step, ... up (or down) to end
    float_numbers =
        1,           ///< floats: start + n * step; the fields hold the bits of start, end and step
    array = 2,       ///< elements of source; position is the next index
    characters = 3,  ///< chars of source; position is the next byte, end the byte to stop at
    bytes = 4,       ///< bytes of the string or blob source, as ints, from position to end
    bits = 5,        ///< bits of source, an int, as bools, from position to end
    map_keys = 6,    ///< keys of source; position is the index of the next
    map_values = 7,  ///< values of source
    channel = 8      ///< what is received from source; only the machine can wait for it
};

/// The state of a `for` loop. Its source is a value of its own, so changing the variable that was
/// iterated over changes nothing here.
struct iterator_object : object {
    iteration over;
    bool inclusive = false;  ///< numbers: the end is delivered too
    bool finished = false;
    value source;
    std::int64_t position = 0;
    std::int64_t end = 0;
    std::int64_t step = 1;
    std::int64_t delivered = 0;  ///< how many so far: the second variable of `for (x, i)`

    iterator_object(heap_account* owner, iteration what) noexcept
        : object{owner, kind::iterator}, over{what} {}
};

/// What `advance` found.
enum class step_outcome : std::uint8_t {
    item,
    end,
    wait,  ///< only the machine can go on: the source is a channel
};

/// An iterator over `v` as `for` makes it: ranges, arrays, strings (chars), blobs, channels; of an
/// iterator a copy, from where it is. A unit value if `v` cannot be iterated over.
[[nodiscard]] value make_iterator(heap_account* owner, const value& v);

/// begin, begin + step ... up to `end`; a step of 0 is not allowed. With a negative one, downwards.
[[nodiscard]] value make_number_iterator(heap_account* owner, std::int64_t begin, std::int64_t end,
                                         std::int64_t step, bool inclusive);
[[nodiscard]] value make_float_iterator(heap_account* owner, double begin, double end, double step);
/// Over the positions begin to end of `source` (bytes of text for characters).
[[nodiscard]] value make_part_iterator(heap_account* owner, iteration what, const value& source,
                                       std::size_t begin, std::size_t end);

/// The next item into `item`, or the end, or that the machine has to receive it.
[[nodiscard]] step_outcome advance(iterator_object& it, value& item) noexcept;

}  // namespace bounce::script
