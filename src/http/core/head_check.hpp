#pragma once

#include "http/core/refusal.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string_view>

/// The strict check that goes in front of the parser: everything that two programs could read
/// differently is refused here. What comes in has passed the line scanner, so every line ends in CR LF
/// and holds no control character but tab.
namespace bounce::http::core {

/// How the length of the body follows from the head.
enum class framing : std::uint8_t { none, length, chunked, until_close };

struct body_framing {
    framing kind = framing::none;
    std::uint64_t length = 0;  ///< for framing::length
};

/// The start line and the fields up to and with the empty line. For a response the result does not yet
/// consider its status and the request it answers.
[[nodiscard]] std::expected<body_framing, refusal> check_request_head(
    std::string_view head, std::size_t max_fields) noexcept;
[[nodiscard]] std::expected<body_framing, refusal> check_response_head(
    std::string_view head, std::size_t max_fields) noexcept;

/// The fields after a chunked body, up to and with the empty line.
[[nodiscard]] std::expected<void, refusal> check_trailers(std::string_view fields,
                                                          std::size_t max_fields) noexcept;

/// The line in front of a chunk.
struct chunk_line {
    std::uint64_t size;
    std::size_t extension_bytes;
};
[[nodiscard]] std::expected<chunk_line, refusal> check_chunk_line(std::string_view line) noexcept;

}  // namespace bounce::http::core
