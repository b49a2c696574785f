#pragma once

#include "bounce/base/result.hpp"

#include <functional>
#include <utility>

namespace bounce::durable {

/// Where a store puts the answer of a call: a function of `result<T>` that is called exactly once, on
/// any thread, perhaps before the call returns. It must not block and must not throw.
///
/// A reply that is destroyed without having been called answers `bounce::errc::closed`, so that whoever
/// waits for it is never forgotten.
///
///     store.load_code(hash, [](result<bytes> code) { ... });
template <class T>
class reply {
public:
    template <class F>
        requires(!std::is_same_v<std::remove_cvref_t<F>, reply> &&
                 std::is_invocable_v<F&, result<T>>)
    reply(F&& f) : answer_{std::forward<F>(f)} {}  // NOLINT(google-explicit-constructor)

    reply(reply&& other) noexcept : answer_{std::exchange(other.answer_, nullptr)} {}
    reply& operator=(reply&& other) noexcept {
        if (this != &other) {
            abandon();
            answer_ = std::exchange(other.answer_, nullptr);
        }
        return *this;
    }
    ~reply() { abandon(); }

    /// Answers. A second answer is a mistake of the store and ends the program.
    void operator()(result<T> outcome) {
        BOUNCE_ASSERT(answer_ != nullptr, "a store answered a call twice");
        auto answer = std::exchange(answer_, nullptr);
        answer(std::move(outcome));
    }

private:
    void abandon() noexcept {
        if (answer_ != nullptr) (*this)(bounce::error{bounce::errc::closed});
    }

    std::move_only_function<void(result<T>)> answer_;
};

}  // namespace bounce::durable
