#pragma once

#include "bounce/base/result.hpp"
#include "bounce/http/request.hpp"
#include "bounce/http/responder.hpp"
#include "bounce/http/response.hpp"
#include "bounce/runtime/operation.hpp"
#include "bounce/runtime/sync/oneshot.hpp"
#include "bounce/runtime/task.hpp"

#include <concepts>
#include <functional>
#include <type_traits>
#include <utility>

namespace bounce::http {

/// What answers a request: made of any function, or object that can be called while const, of one of
/// these forms.
///
///     response f(request&);                        answers at once (so does one of result<response>)
///     task<result<response>> f(request&);          a coroutine (or task<response>, operation<response>)
///     void f(request&, responder);                 callback style: the answer comes later, or from
///                                                  elsewhere; the request is valid until then
///
/// An error answers 500 and is reported (server_options::on_error); one that tells of a shortage (no
/// descriptor, no memory) answers 503 with Retry-After; and if it came from reading the body of the
/// request, the answer says what was wrong with that. An exception answers 500 and goes to the runtime's
/// hook for unhandled exceptions.
///
/// Threads: called on whichever worker serves the connection, for several requests at a time.
class handler {
public:
    using answer = result<response>;

    template <class F>
        requires(!std::same_as<std::remove_cvref_t<F>, handler> &&
                 (std::is_invocable_v<const std::decay_t<F>&, request&> ||
                  std::is_invocable_v<const std::decay_t<F>&, request&, responder>))
    handler(F&& f) {  // NOLINT(google-explicit-constructor, bugprone-forwarding-reference-overload)
        using callable = std::decay_t<F>;
        if constexpr (std::is_invocable_v<const callable&, request&>) {
            using returned = std::invoke_result_t<const callable&, request&>;
            if constexpr (std::is_convertible_v<returned, answer>) {
                now_ = [f = callable(std::forward<F>(f))](request& r) -> answer {
                    return std::invoke(f, r);
                };
            } else {
                later_ = [f = callable(std::forward<F>(f))](request& r) {
                    return as_answer(std::invoke(f, r));
                };
            }
        } else {
            later_ = [f = callable(std::forward<F>(f))](request& r) -> task<answer> {
                auto [sender, receiver] = make_oneshot<answer>();
                std::invoke(f, r, responder{std::move(sender)});
                return receive(std::move(receiver));
            };
        }
    }

    /// Does it answer at once?
    [[nodiscard]] bool is_immediate() const noexcept { return static_cast<bool>(now_); }
    [[nodiscard]] answer call_now(request& r) const { return now_(r); }
    [[nodiscard]] task<answer> call(request& r) const { return later_(r); }

private:
    static task<answer> as_answer(task<answer> made) noexcept { return made; }
    static task<answer> as_answer(operation<response> made) noexcept {
        return std::move(made).as_task();
    }
    static task<answer> as_answer(task<response> made) {
        co_return answer(co_await std::move(made));
    }
    static task<answer> receive(oneshot_receiver<answer> from);

    std::move_only_function<answer(request&) const> now_;
    std::move_only_function<task<answer>(request&) const> later_;
};

}  // namespace bounce::http
