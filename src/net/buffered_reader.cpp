#include "bounce/net/buffered_reader.hpp"

#include "bounce/base/assert.hpp"
#include "bounce/net/detail/connection_access.hpp"
#include "bounce/net/detail/tcp_attempts.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace bounce::net {

/// The outcome of a search: how many bytes there are up to and with the delimiter, or, without one, up
/// to the end of the stream.
struct buffered_reader::found {
    found(std::size_t s, bool c) noexcept : size{s}, complete{c} {}
    std::size_t size;
    bool complete;
};

buffered_reader::buffered_reader(const tcp_stream& from, std::size_t buffer_bytes)
    : connection_{detail::connection_access::share(from)},
      portion_{std::max<std::size_t>(buffer_bytes, 1)} {
    BOUNCE_ASSERT(connection_ != nullptr,
                  "a buffered_reader of a tcp_stream that holds no connection");
}

buffered_reader::buffered_reader(const tcp_read_half& from, std::size_t buffer_bytes)
    : connection_{detail::connection_access::share(from)},
      portion_{std::max<std::size_t>(buffer_bytes, 1)} {
    BOUNCE_ASSERT(connection_ != nullptr,
                  "a buffered_reader of a tcp_read_half that was moved away");
}

/// Reads a portion behind what is there. 0: the stream has ended.
operation<std::size_t> buffered_reader::fill() {
    text_.erase(0, std::exchange(begin_, 0));
    const auto before = text_.size();
    text_.resize(before + portion_);
    const bytes_span room = std::as_writable_bytes(std::span{text_}).subspan(before);
    for (;;) {
        auto count = co_await detail::read_attempt(*connection_, room);
        if (!count && count.error() == errc::would_block) continue;
        text_.resize(before + (count ? *count : 0));
        co_return count;
    }
}

operation<buffered_reader::found> buffered_reader::look_for(std::string delimiter,
                                                            std::size_t limit) {
    BOUNCE_ASSERT(!delimiter.empty(), "read_until needs a delimiter");
    std::size_t searched = 0;
    for (;;) {
        const auto at = buffered().find(delimiter, searched);
        const auto size = at == std::string_view::npos ? buffered().size() : at + delimiter.size();
        if (size > limit)
            co_return error{errc::limit_exceeded}.in(
                "read", connection_->socket.peer_address().to_string() + " (" +
                            std::to_string(limit) + " bytes without an end)");
        if (at != std::string_view::npos) co_return found{size, true};
        searched = size - std::min(size, delimiter.size() - 1);
        auto more = co_await fill();
        if (!more) co_return std::move(more).error();
        if (*more == 0) co_return found{size, false};
    }
}

std::string buffered_reader::take(std::size_t count) {
    std::string taken{buffered().substr(0, count)};
    begin_ += count;
    if (begin_ == text_.size()) {
        text_.clear();
        begin_ = 0;
    }
    return taken;
}

operation<std::size_t> buffered_reader::read(bytes_span into) {
    if (into.empty()) co_return std::size_t{0};
    if (buffered().empty()) {
        auto more = co_await fill();
        if (!more || *more == 0) co_return more;
    }
    const auto taken = take(std::min(into.size(), buffered().size()));
    std::memcpy(into.data(), taken.data(), taken.size());
    co_return taken.size();
}

operation<void> buffered_reader::read_exactly(bytes_span into) {
    while (buffered().size() < into.size()) {
        auto more = co_await fill();
        if (!more) co_return std::move(more).error();
        if (*more == 0)
            co_return error{errc::end_of_input}.in("read",
                                                   connection_->socket.peer_address().to_string());
    }
    const auto taken = take(into.size());
    if (!taken.empty()) std::memcpy(into.data(), taken.data(), taken.size());
    co_return {};
}

operation<std::optional<std::string>> buffered_reader::read_until(std::string delimiter,
                                                                  std::size_t limit) {
    auto end = co_await look_for(std::move(delimiter), limit);
    if (!end) co_return std::move(end).error();
    if (end->complete) co_return std::optional<std::string>(take(end->size));
    if (end->size == 0) co_return std::optional<std::string>();
    co_return error{errc::end_of_input}.in("read", connection_->socket.peer_address().to_string());
}

operation<std::optional<std::string>> buffered_reader::read_line(std::size_t limit) {
    auto end = co_await look_for("\n", limit);
    if (!end) co_return std::move(end).error();
    if (end->size == 0) co_return std::optional<std::string>();
    auto line = take(end->size);
    if (end->complete) {
        line.pop_back();
        if (line.ends_with('\r')) line.pop_back();
    }
    co_return std::optional<std::string>(std::move(line));
}

}  // namespace bounce::net
