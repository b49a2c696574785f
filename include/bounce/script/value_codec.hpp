#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/script/failure.hpp"
#include "bounce/script/isolate.hpp"
#include "bounce/script/value.hpp"

namespace bounce::script {

/// A value as bytes that another isolate of the same program, in another process, can read: arguments of
/// operations, captured variables of steps, results. What several places share they share in the copy;
/// captured variables (cells) travel with their content.
///
/// Refused, with the path to it, is what belongs to one isolate: channels, semaphores, tasks, handles,
/// iterators over channels. ErrorNotStorable.
[[nodiscard]] fallible<bytes> encode_value(const value& v);

/// The value that was encoded, on the heap of that isolate; functions are those of its program. The bytes
/// are not trusted: a failure if they are not such an encoding, if they name functions that the program
/// lacks, or if the value is larger than the heap may be.
[[nodiscard]] fallible<value> decode_value(bytes_view encoded, isolate& into);

}  // namespace bounce::script
