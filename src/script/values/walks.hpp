#pragma once

#include "bounce/script/failure.hpp"
#include "bounce/script/value.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace bounce::script {

// Walks over whole values. None recurses: a value nested a million deep is as good as any.

/// `a == b` as the language has it: ints and floats compare as numbers, a char with a string of one
/// character, arrays, maps, blobs and ranges by content, functions by name and curried values, channels,
/// tasks and handles by identity. Values of other different kinds are unequal.
[[nodiscard]] bool equal(const value& a, const value& b);

/// The order of two values that have one: numbers (NaN is unordered), strings and chars, bools,
/// durations, timestamps. Nothing for all others.
[[nodiscard]] std::optional<std::partial_ordering> compare(const value& a, const value& b);

/// A total order over all values, for sorting: first by group of kinds, then as `compare`; NaN is last
/// among numbers, arrays go by their elements, and what has no order counts as equal.
[[nodiscard]] std::strong_ordering order(const value& a, const value& b);

/// What `print` shows: hello, 42, 1.0, [1, "a"], #{"k": 'c'}; () is empty.
[[nodiscard]] std::string to_text(const value& v);
/// What `debug` shows: strings and chars are quoted, with escapes.
[[nodiscard]] std::string to_debug_text(const value& v);
/// The same behind `out`. They give up, and say false, once `out` is longer than `most` bytes: what is
/// shared within a value is written each time, so that a small value can have an endless text.
bool append_text_of(std::string& out, const value& v, std::size_t most = std::string::npos);
bool append_debug_text_of(std::string& out, const value& v, std::size_t most = std::string::npos);

/// A float as the language writes it: shortest, ".0" when whole, exponent above 1e13 or below 1e-13.
void append_float(std::string& out, double f);
void append_utf8(std::string& out, char32_t c);
/// As the language writes it, in the largest unit of which it is a whole number: 250ms, 90s, 2h, -3d.
void append_duration(std::string& out, std::int64_t nanoseconds);
/// 2026-11-20T13:45:00.250Z
void append_timestamp(std::string& out, std::int64_t nanoseconds);

/// A copy in which nothing belongs to another account than `target`; what several places share they
/// share in the copy. Cells are copied as cells. Refused, with the path of the first such thing, for
/// what belongs to one isolate: channels, tasks, iterators over channels, host handles.
[[nodiscard]] fallible<value> deep_copy(heap_account* target, const value& v);

/// The path and type of the first thing in `v` that an image cannot hold ("client.conn[2]: a net::conn"),
/// or nothing if all of it can be stored.
[[nodiscard]] std::optional<std::string> find_not_storable(const value& v);

}  // namespace bounce::script
