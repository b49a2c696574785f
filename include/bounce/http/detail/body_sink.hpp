#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/runtime/task.hpp"

namespace bounce::http::detail {

/// Where the pieces of an outgoing body go: the connection that sends it.
class body_sink {
public:
    [[nodiscard]] virtual task<result<void>> write_piece(bytes_view piece) = 0;

protected:
    ~body_sink() = default;
};

}  // namespace bounce::http::detail
