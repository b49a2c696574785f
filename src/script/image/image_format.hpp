#pragma once

#include "bounce/base/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

// What writer and reader of images agree on. The parts of an image, in order:
//
//     "BNCI", format, hashes of the program's modules
//     strings        each text once; everything else names it by number
//     shapes         keys of small maps: each set of keys once
//     shared kinds   one byte for each object that cycles can lead through: cell, channel, semaphore, task
//     objects        arrays, maps, blobs, ranges, functions, iterators: each behind those it contains, so
//                    that they form no cycle, whatever the bytes are
//     shared         contents of the shared objects, with the fibers that wait there
//     state          globals, fibers, run queue, timers, mailboxes, operations, counters, output
//     checksum       of everything before
//
// That a fiber waits for something is said once, where it is registered: the fiber's own list is made of
// that when the image is read. So the two cannot contradict each other.

namespace bounce::script {

inline constexpr std::string_view image_magic = "BNCI";
inline constexpr std::uint32_t image_format = 0;

/// How a value begins. The numbers are frozen. From `small_integer` on the byte holds the number itself.
enum class image_tag : std::uint8_t {
    unit = 0,
    no = 1,
    yes = 2,
    integer = 3,
    floating = 4,
    character = 5,
    duration = 6,
    timestamp = 7,
    string = 8,   ///< number of a string
    object = 9,   ///< number of an object
    shared = 10,  ///< number of a shared object
    absent = 11,  ///< a global that is not set; no value
    small_integer = 0x40,
    small_string = 0x80,
    small_object = 0xc0,
};
inline constexpr std::uint64_t small_numbers = 64;

/// Flags of a fiber, above two bits of `fiber_phase` and two of `resume_mode`.
namespace fiber_flags {
inline constexpr std::uint8_t mode_shift = 2;
inline constexpr std::uint8_t cancel_asked = 1U << 4;
inline constexpr std::uint8_t cancel_arrived = 1U << 5;
inline constexpr std::uint8_t has_error = 1U << 6;
inline constexpr std::uint8_t was_spawned = 1U << 7;
}  // namespace fiber_flags

/// Flags of a function value.
namespace fn_flags {
inline constexpr std::uint8_t resolved = 1;
inline constexpr std::uint8_t anonymous = 2;
inline constexpr std::uint8_t own_name = 4;  ///< its name is that of the function
}  // namespace fn_flags

/// A checksum against accidents: every change of fewer than nine bytes in a row changes it. Not against
/// people: whoever forges an image can compute it, and then meets the checks behind it.
[[nodiscard]] constexpr std::uint64_t image_checksum(bytes_view data) noexcept {
    constexpr std::uint64_t factor = 0x9e37'79b9'7f4a'7c15;
    std::uint64_t sum = data.size() * factor;
    for (std::size_t at = 0; at < data.size(); at += 8) {
        std::uint64_t word = 0;
        for (std::size_t n = 0; n < 8 && at + n < data.size(); ++n)
            word |= std::to_integer<std::uint64_t>(data[at + n]) << (8 * n);
        // Each step maps sums one to one, and words too: what differs once stays different.
        sum = (sum ^ word) * factor;
        sum ^= sum >> 29;
    }
    return sum;
}
inline constexpr std::size_t image_checksum_bytes = 8;

}  // namespace bounce::script
