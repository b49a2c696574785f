#include "http/client/client_exchange.hpp"

#include "bounce/http/write_message.hpp"
#include "bounce/net/detail/tcp_attempts.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/timeout.hpp"

#include <utility>

namespace bounce::http::detail {

namespace {

/// Informational responses in front of the one that answers; more are a waste of our time.
constexpr int max_informational = 16;

parse_options limits_of(const client_options& options) {
    parse_options limits;
    limits.max_header_bytes = options.max_header_bytes;
    limits.max_header_fields = options.max_header_fields;
    return limits;
}

}  // namespace

/// The request as bytes, and how far they were sent. Shared by the exchange and the task that sends.
struct client_exchange::outgoing {
    explicit outgoing(client_state::connection c) noexcept : connection{std::move(c)} {}

    /// Sends what the system takes at once. False: there is more.
    [[nodiscard]] result<bool> send_some() {
        for (net::detail::drop_front(left, 0); !left.empty();) {
            net::detail::write_attempt attempt{*connection, left};
            if (!attempt.try_now()) return false;
            const auto count = attempt.take();
            if (!count) return count.error();
            net::detail::drop_front(left, *count);
        }
        return true;
    }

    /// An error shows on the reading side: as an answer that came before the end, or as a reset.
    static task<void> send_rest(std::shared_ptr<outgoing> self) {
        static_cast<void>(co_await net::detail::write_pieces(*self->connection, self->left));
    }

    client_state::connection connection;
    std::string head;
    std::string body;
    std::array<bytes_view, 2> pieces;
    std::span<bytes_view> left;
};

std::string server_of(const url& u) {
    return std::string{u.host()}.append(":").append(std::to_string(u.port()));
}

client_exchange::client_exchange(std::shared_ptr<client_state> client,
                                 client_state::connection connection, bool is_reused,
                                 const method& m, const url& to)
    : client_{std::move(client)},
      connection_{std::move(connection)},
      is_reused_{is_reused},
      method_{m},
      url_{to.text()},
      target_{to.target()},
      host_{to.host_header()},
      server_{server_of(to)},
      parser_{limits_of(client_->options)} {
    parser_.answers(m);
}

client_exchange::~client_exchange() { sending_.abort(); }

result<std::shared_ptr<client_exchange::outgoing>> client_exchange::write(
    client_request request) const {
    auto made = std::make_shared<outgoing>(connection_);
    request_head head{request.method, target_};
    head.headers.add("Host", host_);
    for (const auto field : request.headers)
        if (field.name != "Host") head.headers.add(field.name, field.value);
    for (const auto* ours : {"Content-Length", "Transfer-Encoding"}) head.headers.erase(ours);
    for (const auto field : client_->options.headers)
        if (!head.headers.contains(field.name)) head.headers.add(field.name, field.value);
    const bool wants_body = request.method == method::post || request.method == method::put ||
                            request.method == method::patch;
    if (wants_body || !request.body.empty())
        head.headers.add("Content-Length", std::to_string(request.body.size()));
    if (auto written = write_head(made->head, head); !written) return std::move(written).error();
    made->body = std::move(request.body);
    made->pieces = {as_bytes(made->head), as_bytes(made->body)};
    made->left = made->pieces;
    return made;
}

task<result<void>> client_exchange::run(client_request request) {
    auto out = write(std::move(request));
    if (!out) co_return std::move(out).error();
    const auto sent = (*out)->send_some();
    // A server that refuses a request may answer and close before it has read it all: so, having failed
    // to write, look for an answer before giving up.
    if (sent && !*sent) sending_ = spawn(outgoing::send_rest(*std::move(out)), "http request");
    auto answered = co_await read_head();
    if (!answered && !sent && answered.error() != errc::cancelled) co_return sent.error();
    co_return answered;
}

task<result<void>> client_exchange::read_head() {
    for (int informational = 0; informational <= max_informational;) {
        auto step = parse();
        if (!step) co_return std::move(step).error();
        if (step->event == parse_event::need_more) {
            auto more = co_await read_more();
            if (!more) co_return more;
        } else if (step->event == parse_event::head) {
            if (!is_informational(parser_.head().status)) {
                head_ = parser_.take_head();
                if (body_size() == 0) static_cast<void>(co_await next_piece());
                co_return {};
            }
            if (parser_.head().status == status::switching_protocols)
                co_return error{errc::malformed}.in(
                    "the server switches to a protocol that nobody asked for");
            ++informational;
        }
    }
    co_return error{errc::limit_exceeded}.in("read informational responses");
}

result<parse_step> client_exchange::parse() {
    auto step = parser_.parse(unread_);
    if (step) unread_ = unread_.subspan(step->consumed);
    return step;
}

/// Reads once. At the end of the stream: success if that completes the body, which is then done.
task<result<void>> client_exchange::read_more() {
    for (;;) {
        auto count = co_await net::detail::read_attempt(*connection_, input_);
        if (!count && count.error() == errc::would_block) continue;
        if (!count) co_return std::move(count).error();
        unread_ = bytes_view{input_}.first(*count);
        if (*count > 0) {
            heard_ = true;
            co_return {};
        }
        auto finished = parser_.finish();
        if (!finished) co_return std::move(finished).error();
        if (!*finished)
            co_return error{errc::end_of_input}.in(
                "the server closed the connection without an answer");
        done_ = true;
        co_return {};
    }
}

task<result<bytes_view>> client_exchange::next_piece() {
    for (;;) {
        if (failure_) co_return *failure_;
        if (done_) co_return bytes_view{};
        auto step = parse();
        if (!step) {
            failure_ = std::move(step).error().in(describe());
        } else if (step->event == parse_event::body) {
            co_return step->body;
        } else if (step->event == parse_event::message_complete) {
            complete();
        } else {
            auto more = co_await timeout(client_->options.body_timeout, read_more());
            if (!more && more.error() == errc::cancelled) co_return errc::cancelled;
            if (!more) failure_ = std::move(more).error().in(describe());
        }
    }
}

/// The response is complete: whoever asks next may have the connection.
void client_exchange::complete() {
    done_ = true;
    if (parser_.keep_alive() && unread_.empty() && sending_.ended())
        client_->keep(server_, std::move(connection_));
    connection_.reset();
}

std::optional<std::uint64_t> client_exchange::body_size() const noexcept {
    return parser_.body_size();
}

std::string client_exchange::describe() const {
    return std::string{method_.text()}.append(" ").append(url_);
}

}  // namespace bounce::http::detail
