#include "bounce/net/connect.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/net/detail/connection_access.hpp"
#include "bounce/net/detail/tcp_connection.hpp"
#include "bounce/net/resolve.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/sync/notify.hpp"
#include "bounce/runtime/with_group.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace bounce::net {

namespace {

using minimio::interest;
using minimio::socket_address;

/// What the attempts of one `connect` have come to. They may run on several workers.
class race {
public:
    void finish(result<tcp_stream> outcome) {
        {
            const lock_guard<os_mutex> guard{mutex_};
            if (!outcome) {
                ++failed_;
                if (!first_error_) first_error_ = std::move(outcome).error();
            } else if (!winner_) {
                winner_ = *std::move(outcome);
            }
        }
        changed_.notify_one();
    }
    /// Is there nothing more to expect of the attempts that were started?
    [[nodiscard]] bool decided(std::size_t started) {
        const lock_guard<os_mutex> guard{mutex_};
        return winner_.has_value() || failed_ == started;
    }
    [[nodiscard]] bool won() {
        const lock_guard<os_mutex> guard{mutex_};
        return winner_.has_value();
    }
    /// Once no attempt is under way any more.
    [[nodiscard]] result<tcp_stream> outcome() && {
        if (winner_) return *std::move(winner_);
        return first_error_.value_or(error{errc::cancelled});
    }
    [[nodiscard]] notify& changed() noexcept { return changed_; }

private:
    os_mutex mutex_;  // guards the three below
    std::optional<tcp_stream> winner_;
    std::optional<error> first_error_;
    std::size_t failed_ = 0;
    notify changed_;
};

task<void> attempt(race& r, socket_address to, connect_options options) {
    r.finish(co_await connect(std::move(to), options));
}

/// Starts the attempts one after another, and returns as soon as one has won or all have failed.
task<void> run(race& r, task_group& group, const std::vector<socket_address>& addresses,
               connect_options options) {
    for (std::size_t started = 0; started < addresses.size();) {
        group.spawn(attempt(r, addresses[started], options), "connect").detach();
        ++started;
        const bool last = started == addresses.size();
        const auto next = saturating_add(now(), options.attempt_delay);
        while (!r.decided(started)) {
            if (last) {
                if (auto change = co_await r.changed().wait(); !change) co_return;
            } else {
                auto first = co_await select(r.changed().wait(), sleep_until(next));
                if (first.index() == 1) break;       // slow: the next one beside it
                if (!std::get<0>(first)) co_return;  // cancelled
            }
        }
        if (r.won()) break;
    }
    group.cancel();
}

/// The addresses with the families taking turns, so that one that does not work at all costs one delay.
std::vector<socket_address> alternating(std::vector<socket_address> addresses) {
    const auto first = addresses.front().family();
    std::vector<socket_address> same;
    std::vector<socket_address> other;
    for (auto& a : addresses) (a.family() == first ? same : other).push_back(std::move(a));
    std::vector<socket_address> mixed;
    for (std::size_t i = 0; i < std::max(same.size(), other.size()); ++i) {
        if (i < same.size()) mixed.push_back(std::move(same[i]));
        if (i < other.size()) mixed.push_back(std::move(other[i]));
    }
    return mixed;
}

}  // namespace

operation<tcp_stream> connect(socket_address to, connect_options options) {
    auto socket = minimio::tcp_stream::connect(to);
    if (!socket) co_return std::move(socket).error();
    auto made = detail::tcp_connection::make(*std::move(socket));
    if (!made) co_return std::move(made).error().in("connect", to.to_string());
    auto& connection = **made;
    for (;;) {
        auto ready = co_await connection.io.ready(interest::writable);
        if (!ready) co_return std::move(ready).error();
        auto connected = connection.socket.connect_result();
        if (connected) break;
        if (connected.error() != errc::would_block) co_return std::move(connected).error();
        connection.io.would_block(interest::writable, *ready);
    }
    // Refused only if the peer has already gone, which the first read tells as well.
    if (options.nodelay) static_cast<void>(connection.socket.set_nodelay(true));
    co_return detail::connection_access::make(*std::move(made));
}

operation<tcp_stream> connect(std::vector<socket_address> to, connect_options options) {
    if (to.empty()) co_return error{errc::invalid_argument}.in("connect to no address");
    if (to.size() == 1) co_return co_await connect(std::move(to.front()), options);
    race r;
    auto body = [&](task_group& group) { return run(r, group, to, options); };
    static_cast<void>(co_await with_group(std::ref(body)));  // what came of it is in r
    co_return std::move(r).outcome();
}

operation<tcp_stream> connect(std::string host, std::uint16_t port, connect_options options) {
    auto resolved = co_await resolve(host, port);
    if (!resolved) co_return std::move(resolved).error();
    auto outcome = co_await connect(alternating(*std::move(resolved)), options);
    const bool named = !socket_address::parse_ip(host, port);
    if (outcome || !named || outcome.error() == errc::cancelled) co_return outcome;
    co_return std::move(outcome).error().in("connect", host + ":" + std::to_string(port));
}

}  // namespace bounce::net
