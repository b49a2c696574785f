#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"

#include <string>
#include <string_view>

/// Base64 (RFC 4648): three bytes as four characters.
namespace bounce::base64 {

/// The standard alphabet (`+`, `/`), padded with `=` to a multiple of four characters.
[[nodiscard]] std::string encode(bytes_view data);
/// The alphabet for URLs and file names (`-`, `_`), without padding.
[[nodiscard]] std::string encode_url(bytes_view data);

/// The inverse of `encode`. Refuses (`errc::malformed`) everything that `encode` would not write:
/// other characters, white space, missing or surplus padding, bits that are set in the padding. The
/// error names the offset.
[[nodiscard]] result<bytes> decode(std::string_view text);
/// The inverse of `encode_url`, as strict.
[[nodiscard]] result<bytes> decode_url(std::string_view text);

}  // namespace bounce::base64
