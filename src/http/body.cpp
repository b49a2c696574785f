#include "bounce/base/assert.hpp"
#include "bounce/http/body_reader.hpp"
#include "bounce/http/body_writer.hpp"
#include "bounce/http/detail/body_sink.hpp"
#include "bounce/http/detail/body_source.hpp"

#include <utility>

namespace bounce::http {

namespace {

error too_large(const detail::body_source& source, std::size_t max_bytes) {
    return error{errc::limit_exceeded}.in("read the body of " + source.describe() + " (more than " +
                                          std::to_string(max_bytes) + " bytes)");
}

operation<std::string> gather(detail::body_source& source, std::size_t max_bytes) {
    std::string all;
    if (const auto size = source.body_size()) {
        if (*size > max_bytes) {
            source.body_too_large();
            co_return too_large(source, max_bytes);
        }
        all.reserve(static_cast<std::size_t>(*size));
    }
    for (;;) {
        const auto piece = co_await source.next_piece();
        if (!piece) co_return piece.error();
        if (piece->empty()) co_return all;
        if (piece->size() > max_bytes - all.size()) {
            source.body_too_large();
            co_return too_large(source, max_bytes);
        }
        all += as_text(*piece);
    }
}

}  // namespace

operation<bytes_view> body_reader::next() {
    BOUNCE_ASSERT(source_ != nullptr, "this body_reader belongs to no message");
    return source_->next_piece();
}

operation<std::string> body_reader::read_all(std::size_t max_bytes) {
    BOUNCE_ASSERT(source_ != nullptr, "this body_reader belongs to no message");
    return gather(*source_, max_bytes);
}

std::optional<std::uint64_t> body_reader::size() const noexcept {
    return source_ == nullptr ? 0 : source_->body_size();
}

operation<void> body_writer::write(bytes_view piece) { return sink_->write_piece(piece); }

}  // namespace bounce::http
