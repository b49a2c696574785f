#include "bounce/net/detail/tcp_attempts.hpp"

#include "bounce/runtime/register_io.hpp"

#include <algorithm>
#include <utility>

namespace bounce::net::detail {

using minimio::interest;
using minimio::readiness;

namespace {

constexpr readiness ended = readiness::read_closed | readiness::error;

[[nodiscard]] std::size_t size_of(std::span<const bytes_view> pieces) noexcept {
    std::size_t size = 0;
    for (const auto& piece : pieces) size += piece.size();
    return size;
}

}  // namespace

result<std::shared_ptr<tcp_connection>> tcp_connection::make(minimio::tcp_stream socket) {
    auto made = std::make_shared<tcp_connection>(std::move(socket));
    auto io = register_io("tcp connection", made->socket.source(),
                          interest::readable | interest::writable);
    if (!io) return std::move(io).error();
    made->io = *std::move(io);
    return made;
}

result<void> readable_attempt::take() noexcept {
    auto ready = ready_.take();
    if (!ready) return std::move(ready).error();
    connection_->read_exhausted = false;
    return {};
}

bool read_attempt::try_now() {
    if (connection_->read_exhausted && !ready_.try_now()) return false;
    outcome_ = read();
    if (*outcome_ || outcome_->error() != errc::would_block) return true;
    outcome_.reset();
    return false;
}

result<std::size_t> read_attempt::take() {
    if (outcome_) return *std::move(outcome_);
    if (auto ready = ready_.take(); !ready) return std::move(ready).error();
    return read();
}

result<std::size_t> read_attempt::read() {
    const auto seen = connection_->io.current();
    auto count = connection_->socket.read(into_);
    if (count) {
        // Less than asked for: the stream is exhausted. Unless its end was announced already: then there
        // is no further event to wait for, and the next read tells.
        connection_->read_exhausted = *count < into_.size() && !seen.flags().intersects(ended);
    } else {
        connection_->read_exhausted = count.error() == errc::would_block;
    }
    if (connection_->read_exhausted) connection_->io.would_block(interest::readable, seen);
    return count;
}

bool write_attempt::try_now() {
    if (connection_->write_exhausted && !ready_.try_now()) return false;
    outcome_ = write();
    if (*outcome_ || outcome_->error() != errc::would_block) return true;
    outcome_.reset();
    return false;
}

result<std::size_t> write_attempt::take() {
    if (outcome_) return *std::move(outcome_);
    if (auto ready = ready_.take(); !ready) return std::move(ready).error();
    return write();
}

result<std::size_t> write_attempt::write() {
    const auto seen = connection_->io.current();
    auto count = from_.size() == 1 ? connection_->socket.write(from_.front())
                                   : connection_->socket.writev(from_);
    if (count) {
        const auto asked =
            size_of(from_.first(std::min(from_.size(), minimio::stream_socket::vectors_max)));
        connection_->write_exhausted = *count < asked;
    } else {
        connection_->write_exhausted = count.error() == errc::would_block;
    }
    if (connection_->write_exhausted) connection_->io.would_block(interest::writable, seen);
    return count;
}

void drop_front(std::span<bytes_view>& pieces, std::size_t written) noexcept {
    while (!pieces.empty() && written >= pieces.front().size()) {
        written -= pieces.front().size();
        pieces = pieces.subspan(1);
    }
    if (written > 0) pieces.front() = pieces.front().subspan(written);
}

operation<void> write_pieces(tcp_connection& c, std::span<bytes_view> pieces) {
    drop_front(pieces, 0);
    while (!pieces.empty()) {
        auto written = co_await write_attempt(c, pieces);
        if (written) {
            drop_front(pieces, *written);
        } else if (written.error() != errc::would_block) {
            co_return std::move(written).error();
        }
    }
    co_return {};
}

}  // namespace bounce::net::detail
