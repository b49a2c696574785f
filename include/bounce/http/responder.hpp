#pragma once

#include "bounce/base/result.hpp"
#include "bounce/http/response.hpp"
#include "bounce/runtime/sync/oneshot.hpp"

#include <utility>

namespace bounce::http {

/// The answer that a handler in callback style still owes.
///
///     routes.get("/slow", [](http::request&, http::responder answer) {
///         set_timeout(2s, [answer = std::move(answer)]() mutable {
///             std::move(answer).send(http::response::text("at last"));
///         });
///     });
///
/// Any thread may send it, at any time. Dropping it without an answer answers 500.
class responder {
public:
    explicit responder(oneshot_sender<result<response>> to) noexcept : to_{std::move(to)} {}

    /// Answers; an error as if a coroutine had returned it. False if nobody waits any more, because the
    /// connection or the server has ended.
    bool send(result<response> answer) && {
        return std::move(to_).send(std::move(answer)).has_value();
    }

private:
    oneshot_sender<result<response>> to_;
};

}  // namespace bounce::http
