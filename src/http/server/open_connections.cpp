#include "http/server/open_connections.hpp"

namespace bounce::http::detail {

open_connections::entry::entry(open_connections& list, minimio::tcp_stream& socket) noexcept
    : list_{&list}, socket_{&socket} {
    const lock_guard<os_mutex> guard{list.lock_};
    next_ = list.first_;
    if (next_ != nullptr) next_->previous_ = this;
    list.first_ = this;
    list.size_.fetch_add(1, memory_order_relaxed);
}

open_connections::entry::~entry() {
    const lock_guard<os_mutex> guard{list_->lock_};
    (previous_ != nullptr ? previous_->next_ : list_->first_) = next_;
    if (next_ != nullptr) next_->previous_ = previous_;
    list_->size_.fetch_sub(1, memory_order_relaxed);
}

bool open_connections::entry::become_idle() noexcept {
    state_.store(state::idle, memory_order_seq_cst);
    return !list_->stopping();
}

bool open_connections::entry::become_busy() noexcept {
    auto expected = state::idle;
    return state_.compare_exchange_strong(expected, state::busy, memory_order_seq_cst);
}

void open_connections::close_idle() noexcept {
    stopping_.store(true, memory_order_seq_cst);
    const lock_guard<os_mutex> guard{lock_};
    for (entry* e = first_; e != nullptr; e = e->next_) {
        auto expected = entry::state::idle;
        if (e->state_.compare_exchange_strong(expected, entry::state::closing,
                                              memory_order_seq_cst)) {
            // An error means that the peer was faster.
            static_cast<void>(e->socket_->shutdown(minimio::shutdown_side::both));
        }
    }
}

}  // namespace bounce::http::detail
