#pragma once

#include "bounce/base/assert.hpp"
#include "bounce/base/result.hpp"
#include "bounce/runtime/detail/suspension.hpp"
#include "bounce/runtime/operation.hpp"
#include "bounce/runtime/sync/detail/mpsc_state.hpp"

#include <concepts>
#include <cstddef>
#include <utility>

namespace bounce {

template <class T>
class mpsc_sender;
template <class T>
class mpsc_receiver;

/// A bounded channel from many tasks (or threads) to one. It holds at most `capacity` messages, at least
/// one; when it is full, senders wait: back-pressure instead of growth.
///
///     task<result<void>> produce(mpsc_sender<std::string> given) {
///         mpsc_sender<std::string> sender = std::move(given);  // see below
///         for (int i = 0; i < 3; ++i) co_await co_await sender.send("line");
///         co_return {};
///     }
///
///     auto [sender, receiver] = bounce::make_mpsc<std::string>(16);
///     for (int i = 0; i < 3; ++i) spawn(produce(sender)).detach();  // a copy each
///     { auto unused = std::move(sender); }                         // or the channel would never end
///     while (result<std::string> line = co_await receiver.receive()) use(*line);
///     // closed: every sender is gone and everything was received
///
/// The channel ends with its last sender. A task destroys its arguments when it ends, whether or not its
/// handle is still kept, so who receives to the end and joins the senders afterwards waits for nothing.
///
/// Messages of one sender arrive in the order in which it sent them. Senders that wait are served first
/// come, first served, and nobody overtakes them. A message goes straight to a receiver that waits.
/// Allocates here and only here; waiting, sending and receiving allocate nothing. T must be movable
/// without an exception, and moving it must be quick and not use the channel.
template <class T>
[[nodiscard]] std::pair<mpsc_sender<T>, mpsc_receiver<T>> make_mpsc(std::size_t capacity);

/// The right to send one message, for which a slot is kept free. Dropping it gives the slot to the next
/// sender. It counts as a sender: the channel does not end before it is used or dropped.
template <class T>
class [[nodiscard]] mpsc_permit {
public:
    mpsc_permit(mpsc_permit&& other) noexcept : state_{std::exchange(other.state_, nullptr)} {}
    mpsc_permit& operator=(mpsc_permit&& other) noexcept {
        mpsc_permit dropped{std::move(*this)};
        state_ = std::exchange(other.state_, nullptr);
        return *this;
    }
    ~mpsc_permit() {
        if (state_ != nullptr) state_->drop_reservation();
    }

    /// Sends, at once, also when the receiver has called `close` meanwhile. `errc::closed` only when the
    /// receiver is gone; the value is moved from only on success. After success the permit is spent;
    /// using it twice ends the program with a diagnosis.
    [[nodiscard]] result<void> send(T&& value) {
        BOUNCE_ASSERT(state_ != nullptr, "this mpsc_permit was used or moved away before");
        if (!state_->send_reserved(value)) return errc::closed;
        state_ = nullptr;
        return {};
    }
    [[nodiscard]] result<void> send(const T& value)
        requires std::copy_constructible<T>
    {
        return send(T{value});
    }

    /// False once it was used or moved away.
    [[nodiscard]] explicit operator bool() const noexcept { return state_ != nullptr; }

private:
    friend class mpsc_sender<T>;
    explicit mpsc_permit(detail::mpsc_state<T>& state) noexcept : state_{&state} {}

    detail::mpsc_state<T>* state_;
};

/// A sending end. Copies are further senders of the same channel; each object is used by one thread at a
/// time. The channel ends when the last one is gone.
template <class T>
class [[nodiscard]] mpsc_sender {
    using state = detail::mpsc_state<T>;
    using answer = typename state::answer;

public:
    /// `Message` is T for a message that the operation owns, T& for one that it borrows.
    template <class Message>
    class send_operation;
    class reserve_operation;

    mpsc_sender(const mpsc_sender& other) noexcept : state_{other.state_} {
        if (state_ != nullptr) state_->add_sender();
    }
    mpsc_sender(mpsc_sender&& other) noexcept : state_{std::exchange(other.state_, nullptr)} {}
    mpsc_sender& operator=(mpsc_sender other) noexcept {
        std::swap(state_, other.state_);
        return *this;
    }
    ~mpsc_sender() {
        if (state_ != nullptr) state_->drop_sender();
    }

    /// Sends a message: `co_await sender.send(value)` gives `result<void>`.
    ///
    /// The operation owns the message: when it fails, the message is destroyed with it. Where it must
    /// not be lost, use `send_from` or `reserve`.
    ///
    /// Completes when: there is a free slot and every sender that waited before had one.
    /// May overlap with: any use of the channel.
    /// Must live until completed: this sender.
    /// Errors: `errc::closed` when the receiver is gone or has closed, also meanwhile; `errc::cancelled`.
    /// Cancellation: the wait ends and the message is not sent. One that was sent first is reported as
    /// sent. So a losing arm of `select` has sent nothing.
    /// Resumes: where its task runs, a worker of its runtime; without suspending when a slot is free.
    [[nodiscard]] send_operation<T> send(T value) noexcept {
        return send_operation<T>{checked(), std::move(value)};
    }

    /// As `send`, but the message stays in the caller's variable until it is sent: it is moved from if
    /// and only if the operation succeeds. The variable must live until the operation has completed.
    [[nodiscard]] send_operation<T&> send_from(T& value) noexcept {
        return send_operation<T&>{checked(), value};
    }

    /// Waits for a slot and keeps it: `co_await sender.reserve()` gives `result<mpsc_permit<T>>`. The
    /// message is made, or taken from where it is, only when it can certainly be sent.
    ///
    /// Completes, overlaps, fails and resumes as `send` does. Cancellation: no slot is kept; one that was
    /// given first is delivered, as a permit.
    [[nodiscard]] reserve_operation reserve() noexcept { return reserve_operation{checked()}; }

    /// Sends if there is a free slot; otherwise `errc::would_block`, or `errc::closed`, and the value was
    /// not moved from.
    [[nodiscard]] result<void> try_send(T&& value) { return outcome(checked().try_send(&value)); }
    [[nodiscard]] result<void> try_send(const T& value)
        requires std::copy_constructible<T>
    {
        return try_send(T{value});
    }

    /// Keeps a slot if there is a free one; otherwise `errc::would_block`, or `errc::closed`.
    [[nodiscard]] result<mpsc_permit<T>> try_reserve() noexcept {
        return outcome(checked().try_send(nullptr)).transform([this] {
            return mpsc_permit<T>{*state_};
        });
    }

    /// Whether the receiver is gone or has closed the channel, so that nothing can be sent any more.
    [[nodiscard]] bool is_closed() const noexcept { return checked().is_closed(); }
    [[nodiscard]] std::size_t capacity() const noexcept { return checked().capacity(); }
    /// How many messages could be sent at this moment without waiting.
    [[nodiscard]] std::size_t free_slots() const noexcept { return checked().free_slots(); }

    /// False once it was moved away.
    [[nodiscard]] explicit operator bool() const noexcept { return state_ != nullptr; }

private:
    template <class U>
    friend std::pair<mpsc_sender<U>, mpsc_receiver<U>> make_mpsc(std::size_t);

    explicit mpsc_sender(state& s) noexcept : state_{&s} {}
    [[nodiscard]] state& checked() const noexcept {
        BOUNCE_ASSERT(state_ != nullptr, "this mpsc_sender was moved away");
        return *state_;
    }
    [[nodiscard]] static result<void> outcome(answer a) noexcept {
        if (a == answer::done) return {};
        return a == answer::closed ? errc::closed : errc::would_block;
    }

    state* state_;
};

/// What `mpsc_sender::send` and `send_from` return.
template <class T>
template <class Message>
class [[nodiscard]] mpsc_sender<T>::send_operation final
    : public basic_operation<send_operation<Message>, void> {
public:
    static constexpr const char* waits_for = "room in a channel";
    static constexpr bool pinned = false;

    [[nodiscard]] bool try_now() noexcept {
        const answer a = state_->try_send(&message_);
        request_.closed = a == answer::closed;
        return a != answer::wait;
    }
    void submit(detail::waiter& w) noexcept {
        request_.message = &message_;
        state_->wait_to_send(w, request_);
    }
    void retract(detail::waiter& w) noexcept { state_->stop_waiting_to_send(w); }
    [[nodiscard]] result<void> take() noexcept {
        if (request_.closed) return errc::closed;
        return {};
    }

private:
    friend class mpsc_sender;
    send_operation(state& s, Message&& message) noexcept
        : state_{&s}, message_{std::forward<Message>(message)} {}

    state* state_;
    Message message_;
    typename state::send_request request_;
};

/// What `mpsc_sender::reserve` returns.
template <class T>
class [[nodiscard]] mpsc_sender<T>::reserve_operation final
    : public basic_operation<reserve_operation, mpsc_permit<T>> {
public:
    static constexpr const char* waits_for = "room in a channel";
    static constexpr bool pinned = false;

    [[nodiscard]] bool try_now() noexcept {
        const answer a = state_->try_send(nullptr);
        request_.closed = a == answer::closed;
        return a != answer::wait;
    }
    void submit(detail::waiter& w) noexcept { state_->wait_to_send(w, request_); }
    void retract(detail::waiter& w) noexcept { state_->stop_waiting_to_send(w); }
    [[nodiscard]] result<mpsc_permit<T>> take() noexcept {
        if (request_.closed) return errc::closed;
        return mpsc_permit<T>{*state_};
    }

private:
    friend class mpsc_sender;
    explicit reserve_operation(state& s) noexcept : state_{&s} {}

    state* state_;
    typename state::send_request request_;
};

/// The receiving end: one, movable, used by one thread at a time. Dropping it closes the channel and
/// destroys what was not received.
template <class T>
class [[nodiscard]] mpsc_receiver {
    using state = detail::mpsc_state<T>;
    using answer = typename state::answer;

public:
    class receive_operation;

    mpsc_receiver(mpsc_receiver&& other) noexcept : state_{std::exchange(other.state_, nullptr)} {}
    mpsc_receiver& operator=(mpsc_receiver&& other) noexcept {
        mpsc_receiver dropped{std::move(*this)};
        state_ = std::exchange(other.state_, nullptr);
        return *this;
    }
    ~mpsc_receiver() {
        if (state_ != nullptr) state_->drop_receiver();
    }

    /// Receives a message: `co_await receiver.receive()` gives `result<T>`.
    ///
    /// Completes when: a message is there, or none will come any more.
    /// May overlap with: any use of the senders.
    /// Must live until completed: this receiver.
    /// Errors: `errc::closed` when everything was received and either no sender and no permit is left, or
    /// the channel was closed and no permit is left; `errc::cancelled`.
    /// Cancellation: the wait ends and no message is taken: the next `receive` gets it. One that had
    /// reached this wait first is delivered. So a losing arm of `select` has taken nothing.
    /// Resumes: where its task runs, a worker of its runtime; without suspending when a message is there.
    [[nodiscard]] receive_operation receive() noexcept { return receive_operation{checked()}; }

    /// A message if one is there; otherwise `errc::would_block`, or `errc::closed` as above.
    [[nodiscard]] result<T> try_receive() noexcept {
        typename state::receive_slot message;
        const answer a = checked().try_receive(message);
        if (a == answer::done) return *std::move(message);
        return a == answer::closed ? errc::closed : errc::would_block;
    }

    /// Lets no more messages in: who waits to send and who comes later gets `errc::closed`. What was sent
    /// before, and what holders of permits still send, can be received. Closing twice is harmless.
    void close() noexcept { checked().close(); }

    /// False once it was moved away.
    [[nodiscard]] explicit operator bool() const noexcept { return state_ != nullptr; }

private:
    template <class U>
    friend std::pair<mpsc_sender<U>, mpsc_receiver<U>> make_mpsc(std::size_t);

    explicit mpsc_receiver(state& s) noexcept : state_{&s} {}
    [[nodiscard]] state& checked() const noexcept {
        BOUNCE_ASSERT(state_ != nullptr, "this mpsc_receiver was moved away");
        return *state_;
    }

    state* state_;
};

/// What `mpsc_receiver::receive` returns.
template <class T>
class [[nodiscard]] mpsc_receiver<T>::receive_operation final
    : public basic_operation<receive_operation, T> {
public:
    static constexpr const char* waits_for = "a message";
    static constexpr bool pinned = false;

    [[nodiscard]] bool try_now() noexcept { return state_->try_receive(message_) != answer::wait; }
    void submit(detail::waiter& w) noexcept { state_->wait_to_receive(w, message_); }
    void retract(detail::waiter& w) noexcept { state_->stop_waiting_to_receive(w); }
    [[nodiscard]] result<T> take() noexcept {
        if (!message_.has_value()) return errc::closed;
        return *std::move(message_);
    }

private:
    friend class mpsc_receiver;
    explicit receive_operation(state& s) noexcept : state_{&s} {}

    state* state_;
    typename state::receive_slot message_;
};

template <class T>
std::pair<mpsc_sender<T>, mpsc_receiver<T>> make_mpsc(std::size_t capacity) {
    BOUNCE_ASSERT(capacity > 0, "a bounded channel needs room for at least one message");
    auto* state = new detail::mpsc_state<T>{capacity};
    return {mpsc_sender<T>{*state}, mpsc_receiver<T>{*state}};
}

}  // namespace bounce
