#pragma once

#include "script/values/object.hpp"

#include <cstdint>
#include <deque>

namespace bounce::script {

/// A fiber by its number; the machine knows the rest. 0 is none.
using fiber_id = std::uint64_t;

/// A fiber that waits at a channel, in the order of arrival.
struct channel_waiter {
    fiber_id fiber;
    std::uint32_t arm;  ///< which arm of its `select`, or 0 outside one
    value item;         ///< what a sender wants to send; unit for a receiver
};

/// A channel of values between fibers: a buffer of at most `capacity` and two queues of fibers. With
/// capacity 0 a sender waits for a receiver. A semaphore is a channel of tokens under another name: its
/// `available` counts them, acquiring receives, releasing sends.
struct channel_object : rooted_object {
    std::uint64_t capacity;
    std::uint64_t available = 0;  ///< tokens of a semaphore
    bool closed = false;
    std::deque<value> buffer;
    std::deque<channel_waiter> receivers;
    std::deque<channel_waiter> senders;

    channel_object(heap_account* owner, kind k, std::uint64_t room) noexcept
        : rooted_object{owner, k}, capacity{room} {}
    ~channel_object() {
        if (account != nullptr) account->refund(charged_);
    }

    [[nodiscard]] bool is_semaphore() const noexcept { return tag == kind::semaphore; }
    /// To be called after one of the queues was changed.
    void settle() noexcept {
        const std::size_t bytes = buffer.size() * sizeof(value) +
                                  (receivers.size() + senders.size()) * sizeof(channel_waiter);
        if (account != nullptr) {
            account->charge(bytes);
            account->refund(charged_);
        }
        charged_ = bytes;
    }

private:
    std::size_t charged_ = 0;
};

[[nodiscard]] inline value make_channel(heap_account* owner, std::uint64_t capacity) {
    return create<channel_object>(owner, kind::channel, capacity);
}
/// A semaphore with all its `tokens` available.
[[nodiscard]] inline value make_semaphore(heap_account* owner, std::uint64_t tokens) {
    value made = create<channel_object>(owner, kind::semaphore, tokens);
    as<channel_object>(made).available = tokens;
    return made;
}

}  // namespace bounce::script
