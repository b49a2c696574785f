#include "bounce/net/tcp_listener.hpp"

#include "bounce/minimio/tcp_listener.hpp"
#include "bounce/runtime/io_handle.hpp"
#include "bounce/runtime/register_io.hpp"

#include <optional>
#include <utility>

namespace bounce::net {

using minimio::interest;

struct tcp_listener::state {
    state(minimio::tcp_listener s, minimio::socket_address a) noexcept
        : socket{std::move(s)}, address{std::move(a)} {}

    minimio::tcp_listener socket;
    minimio::socket_address address;
    io_handle
        io;  // after the socket, so that the registration ends before the descriptor is closed
};

/// One attempt to accept, as a leaf operation; see detail/tcp_attempts.hpp.
class tcp_listener::attempt final : public basic_operation<attempt, minimio::tcp_stream> {
public:
    static constexpr const char* waits_for = "a TCP connection to accept";
    static constexpr bool pinned = false;

    explicit attempt(state& s) noexcept : state_{&s}, ready_{s.io.ready(interest::readable)} {}

    [[nodiscard]] bool try_now() {
        outcome_ = accept();
        if (*outcome_ || outcome_->error() != errc::would_block) return true;
        outcome_.reset();
        return false;
    }
    void submit(bounce::detail::waiter& w) noexcept { ready_.submit(w); }
    void retract(bounce::detail::waiter& w) noexcept { ready_.retract(w); }
    [[nodiscard]] result<minimio::tcp_stream> take() {
        if (outcome_) return *std::move(outcome_);
        if (auto ready = ready_.take(); !ready) return std::move(ready).error();
        return accept();
    }

private:
    [[nodiscard]] result<minimio::tcp_stream> accept() {
        const auto seen = state_->io.current();
        auto accepted = state_->socket.accept();
        if (!accepted && accepted.error() == errc::would_block)
            state_->io.would_block(interest::readable, seen);
        return accepted;
    }

    state* state_;
    io_handle::ready_operation ready_;
    std::optional<result<minimio::tcp_stream>> outcome_;
};

result<tcp_listener> tcp_listener::bind(const minimio::socket_address& at,
                                        const minimio::listen_options& how) {
    auto socket = minimio::tcp_listener::bind(at, how);
    if (!socket) return std::move(socket).error();
    auto address = socket->local_address();
    if (!address) return std::move(address).error();
    auto made = std::make_shared<state>(*std::move(socket), *std::move(address));
    auto io = register_io("tcp listener", made->socket.source(), interest::readable);
    if (!io) return std::move(io).error().in("listen", made->address.to_string());
    made->io = *std::move(io);
    return tcp_listener{std::move(made)};
}

result<tcp_listener> tcp_listener::bind(std::string_view at, const minimio::listen_options& how) {
    auto address = minimio::socket_address::parse(at);
    if (!address) return std::move(address).error().in("listen");
    return bind(*address, how);
}

operation<minimio::tcp_stream> tcp_listener::accept_socket() {
    BOUNCE_ASSERT(state_ != nullptr, "this tcp_listener was closed or moved away");
    state& listening = *state_;
    for (;;) {
        auto socket = co_await attempt(listening);
        if (socket || socket.error() != errc::would_block) co_return socket;
    }
}

operation<tcp_stream> tcp_listener::accept() {
    auto socket = co_await accept_socket();
    if (!socket) co_return std::move(socket).error();
    // Refused only if the peer has already gone, which the first read tells as well.
    static_cast<void>(socket->set_nodelay(true));
    co_return tcp_stream::adopt(*std::move(socket));
}

const minimio::socket_address& tcp_listener::local_address() const noexcept {
    BOUNCE_ASSERT(state_ != nullptr, "this tcp_listener was closed or moved away");
    return state_->address;
}

}  // namespace bounce::net
