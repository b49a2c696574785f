#include "http/server/date_field.hpp"
#include "http/server/server_connection.hpp"
#include "http/server/unhandled.hpp"

#include "bounce/http/body_writer.hpp"
#include "bounce/http/write_message.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace bounce::http {

namespace {

/// Pieces up to this size are copied behind what is gathered; larger ones are sent from where they are.
constexpr std::size_t copied_bytes = 4096;

void add_number(headers& to, std::string_view name, std::uint64_t value) {
    std::array<char, 20> digits;
    const auto done = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    to.add(name,
           std::string_view{digits.data(), static_cast<std::size_t>(done.ptr - digits.data())});
}

}  // namespace

bool server_connection::has_body(const response& answer) const noexcept {
    return !is_bodiless(answer.status) && head().method != method::head;
}

/// The head of a response whose body has this length, or, without one, is chunked or lasts until the end
/// of the connection. False: a 500 that ends the connection was put in its place.
bool server_connection::append_head(response& answer, std::optional<std::uint64_t> length) {
    response_head out{answer.status};
    out.headers = std::move(answer.headers);
    auto& fields = out.headers;
    if (fields.has_token("Connection", "close")) keep_alive_ = false;
    for (const auto* ours : {"Connection", "Content-Length", "Transfer-Encoding"})
        fields.erase(ours);
    if (!fields.contains("Date")) fields.add("Date", detail::date_now());
    if (!is_bodiless(answer.status)) {
        if (length) {
            add_number(fields, "Content-Length", *length);
        } else if (chunked_) {
            fields.add("Transfer-Encoding", "chunked");
        }
    }
    if (!keep_alive_) {
        fields.add("Connection", "close");
    } else if (head().version == version::http_1_0) {
        fields.add("Connection", "keep-alive");
    }
    auto written =
        is_informational(answer.status)
            ? result<void>{error{errc::invalid_argument}.in("answer with an informational status")}
            : write_head(space_->output, out);
    if (written) return true;

    server_.report(written.error(), describe());
    keep_alive_ = false;
    response_head instead{status::internal_server_error};
    instead.headers.add("Date", detail::date_now());
    instead.headers.add("Content-Length", "0");
    instead.headers.add("Connection", "close");
    static_cast<void>(write_head(space_->output, instead));
    return false;
}

/// A response whose body is at hand, into the output.
bool server_connection::append_fixed(response& answer) {
    if (!append_head(answer, answer.body.size())) return false;
    if (has_body(answer)) space_->output += answer.body;
    return true;
}

/// A response that is large or streamed. False: the connection cannot be used any more.
task<bool> server_connection::send(response answer) {
    if (answer.is_stream()) co_return co_await send_stream(std::move(answer));
    if (!append_head(answer, answer.body.size())) co_return co_await flush() && false;
    std::array<bytes_view, 2> pieces{as_bytes(space_->output),
                                     has_body(answer) ? as_bytes(answer.body) : bytes_view{}};
    const auto written = co_await write_pieces(pieces);
    space_->output.clear();
    co_return written.has_value();
}

task<bool> server_connection::send_stream(response answer) {
    promised_ = answer.size_;
    sent_ = 0;
    wants_continue_ = false;
    chunked_ = !promised_ && head().version == version::http_1_1;
    const bool with_body = has_body(answer);
    if (!promised_ && !chunked_) keep_alive_ = false;
    if (!append_head(answer, promised_)) co_return co_await flush() && false;
    if (!with_body) co_return true;
    if (co_await run_body_function(answer)) {
        if (chunked_) static_cast<void>(write_last_chunk(space_->output));
        co_return true;
    }
    // The client must not take what it has for the whole. Only a reset says so to one that reads until
    // the end of the connection.
    static_cast<void>(connection_->socket.set_linger(seconds{0}));
    co_return false;
}

/// True if it produced the whole body.
task<bool> server_connection::run_body_function(response& answer) {
    body_writer out{static_cast<detail::body_sink&>(*this)};
    std::exception_ptr thrown;
    result<void> ended;
    try {
        ended = co_await answer.write_(out);
    } catch (...) {
        thrown = std::current_exception();
    }
    if (thrown) {
        detail::give_to_hook(std::move(thrown));
        co_return false;
    }
    if (ended && promised_ && sent_ < *promised_)
        ended =
            error{errc::end_of_input}.in("write a response body of " + std::to_string(*promised_) +
                                         " bytes, got " + std::to_string(sent_));
    if (ended && !peer_failed_) co_return true;
    // That the client went away, or was cut, or sent a bad body, is nobody's fault here.
    if (!ended && !peer_failed_ && !body_failure_ && ended.error() != errc::cancelled)
        server_.report(ended.error(), describe());
    co_return false;
}

task<result<void>> server_connection::write_piece(bytes_view piece) {
    if (peer_failed_) co_return errc::closed;
    if (promised_ && piece.size() > *promised_ - sent_)
        co_return error{errc::limit_exceeded}.in(
            "write a response body of more than the announced " + std::to_string(*promised_) +
            " bytes");
    auto& output = space_->output;
    sent_ += piece.size();
    const bool framed = chunked_ && !piece.empty();
    const bool copied = piece.size() <= copied_bytes;
    if (framed) write_chunk_begin(output, piece.size());
    if (copied) output += as_text(std::exchange(piece, {}));
    if (framed && copied) write_chunk_end(output);
    std::array<bytes_view, 3> pieces{as_bytes(output), piece,
                                     as_bytes(framed && !copied ? "\r\n" : "")};
    auto written = co_await write_pieces(pieces);
    output.clear();
    if (!written) peer_failed_ = true;
    co_return written;
}

}  // namespace bounce::http
