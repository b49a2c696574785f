#pragma once

#include "bounce/base/result.hpp"

#include <string>
#include <string_view>

namespace bounce {

/// Writes every byte that is not unreserved (RFC 3986: letters, digits, `-._~`) as `%XX`, so that
/// the result can stand anywhere in a URL as one piece. Bytes in `keep` are left as they are.
///
///     percent_encode("a b/c");        // "a%20b%2Fc"
///     percent_encode("a b/c", "/");   // "a%20b/c"
[[nodiscard]] std::string percent_encode(std::string_view text, std::string_view keep = {});

/// Replaces every `%XX` by its byte. A `%` that two hexadecimal digits do not follow is
/// `errc::malformed`. The result may hold any byte, NUL and `/` too: check it before using it as a
/// name.
[[nodiscard]] result<std::string> percent_decode(std::string_view text);

}  // namespace bounce
