#pragma once

#include "http/client/client_state.hpp"

#include "bounce/base/bytes.hpp"
#include "bounce/data/url.hpp"
#include "bounce/http/client_request.hpp"
#include "bounce/http/detail/body_source.hpp"
#include "bounce/http/response_parser.hpp"
#include "bounce/runtime/join_handle.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>

namespace bounce::http::detail {

/// One request on one connection, and its response.
///
/// A body that the system does not take at once is sent by a task of its own, so that a server which
/// answers before it has read everything is heard, and one that sends its body back cannot block us.
class client_exchange final : public body_source {
public:
    client_exchange(std::shared_ptr<client_state> client, client_state::connection connection,
                    bool is_reused, const method& m, const url& to);
    ~client_exchange();

    /// Sends the request and reads the head of the response.
    [[nodiscard]] task<result<void>> run(client_request request);

    [[nodiscard]] const response_head& head() const noexcept { return head_; }
    [[nodiscard]] const std::string& url_text() const noexcept { return url_; }
    /// It failed on a kept connection before anything of a response had come: the server may have closed
    /// that connection before the request reached it.
    [[nodiscard]] bool died_in_silence() const noexcept { return is_reused_ && !heard_; }

    [[nodiscard]] task<result<bytes_view>> next_piece() override;
    [[nodiscard]] std::optional<std::uint64_t> body_size() const noexcept override;
    [[nodiscard]] std::string describe() const override;
    void body_too_large() noexcept override {}

private:
    struct outgoing;

    [[nodiscard]] result<std::shared_ptr<outgoing>> write(client_request request) const;
    [[nodiscard]] task<result<void>> read_head();
    [[nodiscard]] task<result<void>> read_more();
    [[nodiscard]] result<parse_step> parse();
    void complete();

    std::shared_ptr<client_state> client_;
    client_state::connection connection_;
    const bool is_reused_;
    const method method_;
    const std::string url_;
    const std::string target_;
    const std::string host_;    // as in the Host field
    const std::string server_;  // "host:port", for keeping the connection
    response_parser parser_;
    response_head head_;
    std::array<std::byte, 16 * 1024> input_;
    bytes_view unread_;
    join_handle<void> sending_;  // what is left of the request, if anything
    std::optional<error> failure_;
    bool heard_ = false;
    bool done_ = false;
};

/// "host:port": what connections are kept by.
[[nodiscard]] std::string server_of(const url& u);

}  // namespace bounce::http::detail
