#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/limits.hpp"
#include "bounce/net/tcp_read_half.hpp"
#include "bounce/net/tcp_stream.hpp"
#include "bounce/runtime/operation.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bounce::net {

namespace detail {
struct tcp_connection;
}

/// Reads a connection through a buffer: lines, and pieces that end with a delimiter.
///
///     net::buffered_reader reader{stream};
///     while (auto line = co_await co_await reader.read_line()) use(*line);
///
/// It keeps the connection open (writing goes on through the stream). It may have read more than it has
/// given out, so nobody else should read from the connection. One operation at a time; the reader must
/// outlive it. Cancellation of any: at once, nothing is lost.
class buffered_reader {
public:
    /// `buffer_bytes`, at least 1: how much is asked of the system at a time.
    explicit buffered_reader(const tcp_stream& from,
                             std::size_t buffer_bytes = limits::read_buffer_bytes);
    explicit buffered_reader(const tcp_read_half& from,
                             std::size_t buffer_bytes = limits::read_buffer_bytes);

    /// Reads at least one byte, from the buffer if it holds any. 0 is the end of the stream.
    [[nodiscard]] operation<std::size_t> read(bytes_span into);

    /// Fills `into`. Errors: `end_of_input` if the stream ends before; nothing is lost then.
    [[nodiscard]] operation<void> read_exactly(bytes_span into);

    /// Everything up to and with the next `delimiter` (not empty). Nothing at the end of the stream.
    /// Errors: `limit_exceeded` if it is longer than `limit` bytes; `end_of_input` if the stream ends in
    /// the middle of it ("read 10.0.0.7:25: …").
    [[nodiscard]] operation<std::optional<std::string>> read_until(
        std::string delimiter, std::size_t limit = limits::line_bytes);

    /// The next line without its end, LF or CR LF; the last one need not have an end. Nothing at the end
    /// of the stream. Errors: `limit_exceeded`, as above, with the end counted.
    [[nodiscard]] operation<std::optional<std::string>> read_line(
        std::size_t limit = limits::line_bytes);

    /// What was read from the connection and not given out yet; valid until the next operation.
    [[nodiscard]] std::string_view buffered() const noexcept {
        return std::string_view{text_}.substr(begin_);
    }

private:
    struct found;
    operation<std::size_t> fill();
    operation<found> look_for(std::string delimiter, std::size_t limit);
    std::string take(std::size_t count);

    std::shared_ptr<detail::tcp_connection> connection_;
    std::size_t portion_;
    std::string text_;
    std::size_t begin_ = 0;
};

}  // namespace bounce::net
