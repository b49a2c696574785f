#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/runtime/task.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace bounce::http::detail {

/// Where the pieces of an incoming body come from: the connection that receives it.
class body_source {
public:
    /// The next piece, never empty but at the end. Its bytes are valid until the next call.
    [[nodiscard]] virtual task<result<bytes_view>> next_piece() = 0;
    /// How long the body is, if that is known.
    [[nodiscard]] virtual std::optional<std::uint64_t> body_size() const noexcept = 0;
    /// The message, for errors: "POST /upload".
    [[nodiscard]] virtual std::string describe() const = 0;
    /// Somebody gathered more than they wanted to.
    virtual void body_too_large() noexcept = 0;

protected:
    ~body_source() = default;
};

}  // namespace bounce::http::detail
