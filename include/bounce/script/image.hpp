#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/script/executable.hpp"
#include "bounce/script/failure.hpp"
#include "bounce/script/isolate.hpp"
#include "bounce/script/limits.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace bounce::script {

/// Writes down everything an isolate is, once it was started and between two calls of `run`: heap with what is shared in it,
/// fibers in their order with frames and live registers, channels and who waits there, timers as times,
/// mailboxes, pending operations with their arguments, counters, fuel, output that nobody took. Equal
/// states give equal bytes on every machine. The isolate is as it was and can go on.
///
/// What belongs to the host is not in it: limits, the program's code, natives. Fails with ErrorNotStorable
/// and the path to it if the script holds something that exists only here:
///
///     fiber 2 > client() > local conn: a net::conn cannot be stored
///
/// and with ErrorDataTooLarge beyond `limits::image_bytes`.
[[nodiscard]] fallible<bytes> snapshot(const isolate& from);

/// An isolate that goes on where the image was written, in this process or another. `code` has the
/// modules that the image names, linked with the natives that its pending operations name. Operations
/// that were under way are in `open_operations`: the caller begins them again, or says how they ended.
///
/// The image may come from anywhere: everything in it is checked against the program, the limits and
/// itself. Errors: `malformed` (it says what), `unsupported` (a newer format), `type_mismatch` (another
/// program, or a native that is missing), `limit_exceeded`.
[[nodiscard]] result<isolate> restore(const executable& code, bytes_view image,
                                      const limits& bounds = {});

/// The hashes of the modules an image needs, in the order of its program, the main module last.
[[nodiscard]] result<std::vector<std::array<std::uint8_t, 32>>> modules_of_image(bytes_view image);

}  // namespace bounce::script
