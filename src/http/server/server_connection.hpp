#pragma once

#include "http/server/patience.hpp"
#include "http/server/server_state.hpp"

#include "bounce/http/detail/body_sink.hpp"
#include "bounce/http/detail/body_source.hpp"
#include "bounce/http/response.hpp"
#include "bounce/net/detail/tcp_connection.hpp"

#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bounce::http {

/// Serves one connection from its first request to its last. One task, so everything happens in order:
/// requests are answered one after another, and a body is read when its handler asks for it.
///
/// Between two requests the connection has no workspace, only this object. Responses are gathered in the
/// output of the workspace and leave before anything is waited for.
class server_connection final : private detail::body_source, private detail::body_sink {
public:
    server_connection(detail::server_state& server,
                      std::shared_ptr<net::detail::tcp_connection> connection);

    [[nodiscard]] task<void> run();

private:
    /// How it goes on after what was just done.
    enum class verdict : unsigned char {
        next,    ///< with the next request
        idle,    ///< nothing has arrived of a next request
        close,   ///< at once: the peer has gone, or everything is said
        linger,  ///< close so that the peer, which may still be sending, can read the answer
    };

    // server_connection.cpp: one request after another.
    [[nodiscard]] task<bool> wait_for_request(time_point deadline);
    [[nodiscard]] task<verdict> serve_what_arrived();
    [[nodiscard]] task<verdict> read_head();
    [[nodiscard]] task<void> linger();
    [[nodiscard]] verdict refuse(status s, std::string_view why);

    // exchange.cpp: one request and its response.
    [[nodiscard]] task<verdict> serve_request();
    void begin_request();
    [[nodiscard]] bool find_path();
    [[nodiscard]] std::optional<response> answer_without_handler();
    [[nodiscard]] response call_now(const handler& h);
    [[nodiscard]] task<response> call(const handler& h);
    [[nodiscard]] response answer_to_failure(const error& why);
    [[nodiscard]] response answer_to_exception(std::exception_ptr thrown) const;
    [[nodiscard]] bool will_read_rest() const noexcept;
    [[nodiscard]] task<verdict> finish_request();

    // response_writer.cpp: responses to bytes.
    [[nodiscard]] task<bool> send(response answer);
    [[nodiscard]] bool append_fixed(response& answer);
    [[nodiscard]] task<bool> send_stream(response answer);
    [[nodiscard]] task<bool> run_body_function(response& answer);
    [[nodiscard]] bool append_head(response& answer, std::optional<std::uint64_t> length);
    [[nodiscard]] bool has_body(const response& answer) const noexcept;
    [[nodiscard]] task<result<void>> write_piece(bytes_view piece) override;

    // connection_io.cpp: bytes, with patience.
    [[nodiscard]] task<result<std::size_t>> read_input(time_point deadline);
    [[nodiscard]] task<result<void>> write_pieces(std::span<bytes_view> pieces);
    [[nodiscard]] task<bool> flush();
    [[nodiscard]] task<result<bytes_view>> next_piece() override;
    [[nodiscard]] std::optional<result<bytes_view>> parse_body();
    [[nodiscard]] std::optional<std::uint64_t> body_size() const noexcept override;
    [[nodiscard]] std::string describe() const override;
    void body_too_large() noexcept override;
    [[nodiscard]] error fail_body(status answer, const error& why);

    [[nodiscard]] const request_head& head() const noexcept { return space_->parser.head(); }

    detail::server_state& server_;
    std::shared_ptr<net::detail::tcp_connection> connection_;
    detail::open_connections::entry entry_;
    detail::patience patience_;
    std::unique_ptr<detail::workspace> space_;
    bytes_view unread_;  // of the workspace's input
    std::size_t served_ = 0;

    // Of the current request:
    std::optional<error> body_failure_;  // reading the body failed, once and for all
    std::uint64_t body_received_ = 0;
    std::uint64_t sent_ = 0;                 // of the body of a streamed response
    std::optional<std::uint64_t> promised_;  // how much of it was announced
    status refusal_ = status::bad_request;   // the answer, if the body failed
    bool keep_alive_ = false;
    bool body_done_ = false;
    bool wants_continue_ = false;  // the client waits for `100 Continue`
    bool chunked_ = false;         // the streamed response
    bool peer_failed_ = false;     // the response could not be sent
};

}  // namespace bounce::http
