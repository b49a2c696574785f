#pragma once

#include "bounce/base/assert.hpp"
#include "bounce/base/result.hpp"
#include "bounce/runtime/detail/suspension.hpp"
#include "bounce/runtime/operation.hpp"
#include "bounce/runtime/sync/detail/oneshot_state.hpp"

#include <concepts>
#include <utility>

namespace bounce {

template <class T>
class oneshot_sender;
template <class T>
class oneshot_receiver;

/// A channel for one value, from one task (or any thread) to one task: the answer to a question.
///
///     auto [sender, receiver] = bounce::make_oneshot<int>();
///     questions.push({"how many?", std::move(sender)});
///     result<int> answer = co_await receiver.receive();
///
/// Allocates once, here; sending and waiting allocate nothing. The two ends may live on different
/// threads. T must be movable without an exception.
template <class T>
[[nodiscard]] std::pair<oneshot_sender<T>, oneshot_receiver<T>> make_oneshot();

/// The end that sends. Each end is used by one thread at a time. Dropping it without sending tells the
/// receiver that nothing will come (`errc::closed`).
template <class T>
class [[nodiscard]] oneshot_sender {
public:
    class closed_operation;

    oneshot_sender(oneshot_sender&& other) noexcept
        : state_{std::exchange(other.state_, nullptr)} {}
    oneshot_sender& operator=(oneshot_sender&& other) noexcept {
        oneshot_sender dropped{std::move(*this)};
        state_ = std::exchange(other.state_, nullptr);
        return *this;
    }
    ~oneshot_sender() {
        if (state_ != nullptr) state_->drop_sender();
    }

    /// Sends, at once. `errc::closed` when the receiver is gone; the value is then still where it was:
    /// it is moved from only on success. After success the sender is spent; sending twice ends the
    /// program with a diagnosis. Success means sent, not received: the receiver may still be dropped.
    [[nodiscard]] result<void> send(T&& value) {
        if (!checked().send(value)) return errc::closed;
        state_ = nullptr;
        return {};
    }
    [[nodiscard]] result<void> send(const T& value)
        requires std::copy_constructible<T>
    {
        return send(T{value});
    }

    /// Whether the receiver is gone, so that nobody wants the answer any more.
    [[nodiscard]] bool is_closed() const noexcept { return checked().receiver_gone(); }

    /// Waits for that: `co_await sender.closed()` gives `result<void>`. Made for `select`, beside the
    /// work on the answer.
    ///
    /// Completes when: the receiver is dropped, or was.
    /// May overlap with: nothing else on this sender.
    /// Must live until completed: the sender.
    /// Errors: `errc::cancelled` only.
    /// Cancellation: the wait ends; nothing else changes.
    /// Resumes: where its task runs, a worker of its runtime.
    [[nodiscard]] closed_operation closed() noexcept { return closed_operation{checked()}; }

    /// False once it has sent or was moved away.
    [[nodiscard]] explicit operator bool() const noexcept { return state_ != nullptr; }

private:
    template <class U>
    friend std::pair<oneshot_sender<U>, oneshot_receiver<U>> make_oneshot();

    explicit oneshot_sender(detail::oneshot_state<T>& state) noexcept : state_{&state} {}
    [[nodiscard]] detail::oneshot_state<T>& checked() const noexcept {
        BOUNCE_ASSERT(state_ != nullptr,
                      "this oneshot_sender has sent its value or was moved away");
        return *state_;
    }

    detail::oneshot_state<T>* state_;
};

/// What `oneshot_sender::closed` returns.
template <class T>
class [[nodiscard]] oneshot_sender<T>::closed_operation final
    : public basic_operation<closed_operation, void> {
public:
    static constexpr const char* waits_for = "the end of a oneshot receiver";
    static constexpr bool pinned = false;

    [[nodiscard]] bool try_now() noexcept { return state_->receiver_gone(); }
    void submit(detail::waiter& w) noexcept { state_->wait_for_end(w); }
    void retract(detail::waiter& w) noexcept { state_->stop_waiting_for_end(w); }
    [[nodiscard]] result<void> take() noexcept { return {}; }

private:
    friend class oneshot_sender;
    explicit closed_operation(detail::oneshot_state<T>& state) noexcept : state_{&state} {}

    detail::oneshot_state<T>* state_;
};

/// The end that receives. Each end is used by one thread at a time. Dropping it tells the sender that
/// nobody wants the value; a value that was sent and not received is destroyed.
template <class T>
class [[nodiscard]] oneshot_receiver {
public:
    class receive_operation;

    oneshot_receiver(oneshot_receiver&& other) noexcept
        : state_{std::exchange(other.state_, nullptr)} {}
    oneshot_receiver& operator=(oneshot_receiver&& other) noexcept {
        oneshot_receiver dropped{std::move(*this)};
        state_ = std::exchange(other.state_, nullptr);
        return *this;
    }
    ~oneshot_receiver() {
        if (state_ != nullptr) state_->drop_receiver();
    }

    /// Receives the value: `co_await receiver.receive()` gives `result<T>`.
    ///
    /// Completes when: the value was sent, or the sender was dropped.
    /// May overlap with: nothing else on this receiver.
    /// Must live until completed: the receiver.
    /// Errors: `errc::closed` when the sender was dropped without sending, or the value was received
    /// before; `errc::cancelled`.
    /// Cancellation: the wait ends without taking the value: the next `receive` gets it. A value that
    /// had reached this wait first is delivered.
    /// Resumes: where its task runs, a worker of its runtime; without suspending when the value is there.
    [[nodiscard]] receive_operation receive() noexcept { return receive_operation{checked()}; }

    /// The value if it is there; otherwise `errc::would_block`, or `errc::closed` as above.
    [[nodiscard]] result<T> try_receive() noexcept {
        typename detail::oneshot_state<T>::slot value;
        if (!checked().try_receive(value)) return errc::would_block;
        if (!value.has_value()) return errc::closed;
        return *std::move(value);
    }

    /// False once it was moved away.
    [[nodiscard]] explicit operator bool() const noexcept { return state_ != nullptr; }

private:
    template <class U>
    friend std::pair<oneshot_sender<U>, oneshot_receiver<U>> make_oneshot();

    explicit oneshot_receiver(detail::oneshot_state<T>& state) noexcept : state_{&state} {}
    [[nodiscard]] detail::oneshot_state<T>& checked() const noexcept {
        BOUNCE_ASSERT(state_ != nullptr, "this oneshot_receiver was moved away");
        return *state_;
    }

    detail::oneshot_state<T>* state_;
};

/// What `oneshot_receiver::receive` returns.
template <class T>
class [[nodiscard]] oneshot_receiver<T>::receive_operation final
    : public basic_operation<receive_operation, T> {
public:
    static constexpr const char* waits_for = "a oneshot value";
    static constexpr bool pinned = false;

    [[nodiscard]] bool try_now() noexcept { return state_->try_receive(value_); }
    void submit(detail::waiter& w) noexcept { state_->wait_for_value(w, value_); }
    void retract(detail::waiter& w) noexcept { state_->stop_waiting_for_value(w); }
    [[nodiscard]] result<T> take() noexcept {
        if (!value_.has_value()) return errc::closed;
        return *std::move(value_);
    }

private:
    friend class oneshot_receiver;
    explicit receive_operation(detail::oneshot_state<T>& state) noexcept : state_{&state} {}

    detail::oneshot_state<T>* state_;
    typename detail::oneshot_state<T>::slot value_;
};

template <class T>
std::pair<oneshot_sender<T>, oneshot_receiver<T>> make_oneshot() {
    auto* state = new detail::oneshot_state<T>;
    return {oneshot_sender<T>{*state}, oneshot_receiver<T>{*state}};
}

}  // namespace bounce
