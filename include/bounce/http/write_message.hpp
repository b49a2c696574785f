#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/http/headers.hpp"
#include "bounce/http/request_head.hpp"
#include "bounce/http/response_head.hpp"

#include <cstdint>
#include <string>

/// Messages as bytes. Everything is appended to `out`.
namespace bounce::http {

/// Start line, header fields and the empty line. Nothing is added on its own: Host, Content-Length and
/// the like must be in the head.
///
/// `invalid_argument`, and nothing appended, for what would not be read as it is meant: a name that is
/// no token, a value with CR, LF, NUL or another control character or with white space at its ends, a
/// target with white space, control characters or bytes beyond ASCII, a status outside 100 to 999, both
/// Content-Length and Transfer-Encoding, or one of them twice. The error names the field.
[[nodiscard]] result<void> write_head(std::string& out, const request_head& head);
[[nodiscard]] result<void> write_head(std::string& out, const response_head& head);

/// One chunk of a chunked body; for an empty piece nothing, since an empty chunk would end the body.
void write_chunk(std::string& out, bytes_view piece);
/// The line in front of a chunk of that many bytes (not 0) and what follows the chunk, for those who
/// send the piece itself from where it is.
void write_chunk_begin(std::string& out, std::uint64_t size);
void write_chunk_end(std::string& out);
/// The end of a chunked body. Trailer fields are refused as in `write_head`, and so are Content-Length,
/// Transfer-Encoding and Host among them.
[[nodiscard]] result<void> write_last_chunk(std::string& out, const headers& trailers = {});

}  // namespace bounce::http
