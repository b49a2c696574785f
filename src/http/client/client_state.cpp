#include "http/client/client_state.hpp"

#include "bounce/runtime/sleep.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bounce::http::detail {

namespace {

/// Nothing can be there to read: neither bytes, which nobody asked for, nor the end of the stream.
bool is_silent(net::detail::tcp_connection& c) {
    std::array<std::byte, 1> one;
    const auto seen = c.socket.peek(one);
    return !seen && seen.error() == errc::would_block;
}

}  // namespace

client_state::connection client_state::take(std::string_view to) {
    for (;;) {
        connection found;
        {
            const lock_guard<os_mutex> guard{mutex_};
            drop_outdated();
            // The youngest: it is the least likely to have been closed by the server.
            const auto at = std::find_if(kept_.rbegin(), kept_.rend(),
                                         [to](const kept& k) { return k.to == to; });
            if (at == kept_.rend()) return nullptr;
            found = std::move(at->unused);
            kept_.erase(std::next(at).base());
        }
        if (is_silent(*found)) return found;
    }
}

void client_state::keep(std::string_view to, connection unused) {
    const lock_guard<os_mutex> guard{mutex_};
    drop_outdated();
    const auto same = std::ranges::count_if(kept_, [to](const kept& k) { return k.to == to; });
    if (static_cast<std::size_t>(same) >= options.max_idle_connections_per_host) return;
    if (options.max_idle_connections == 0) return;
    if (kept_.size() >= options.max_idle_connections) kept_.pop_front();
    kept_.emplace_back(to, std::move(unused), saturating_add(now(), options.idle_timeout));
}

std::size_t client_state::idle() {
    const lock_guard<os_mutex> guard{mutex_};
    drop_outdated();
    return kept_.size();
}

void client_state::drop_outdated() {
    while (!kept_.empty() && kept_.front().until <= now()) kept_.pop_front();
}

}  // namespace bounce::http::detail
