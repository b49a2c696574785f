#pragma once

#include "bounce/base/assert.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/runtime/detail/suspension.hpp"

#include <optional>
#include <type_traits>
#include <utility>

namespace bounce::detail {

/// What the two ends of a oneshot share; one allocation for its whole life.
///
/// Rules, all under the lock:
///  1. The value goes straight into a waiting receive that can be claimed, otherwise into `value_`,
///     from where the next receive takes it. So a receive that was cancelled lost nothing.
///  2. `sender_gone_` and `receiver_gone_` go from false to true once. Whoever sets the second of them
///     deletes the state, after releasing the lock.
///  3. A value is moved under the lock, so its move constructor must be quick and leave the oneshot
///     alone. It is destroyed outside.
template <class T>
class oneshot_state {
    static_assert(std::is_object_v<T> && std::is_nothrow_move_constructible_v<T>,
                  "a oneshot carries objects that can be moved without an exception");

public:
    /// Where a waiting receive wants its value; stays empty when the sender went without sending.
    using slot = std::optional<T>;

    /// Moves out of `value` if the receiver is still there, and says whether it did: then the sender is
    /// gone, and must not touch the state again.
    [[nodiscard]] bool send(T& value) noexcept {
        waiter* receiver = nullptr;
        {
            const lock_guard<spin_lock> guard{lock_};
            if (receiver_gone_) return false;
            BOUNCE_ASSERT(closers_.empty(),
                          "a oneshot_sender was used while a task waits in its closed()");
            sender_gone_ = true;
            receiver = receivers_.claim_front();
            slot& target = receiver != nullptr ? *static_cast<slot*>(receiver->operation) : value_;
            target.emplace(std::move(value));
        }
        if (receiver != nullptr) receiver->owner->complete();
        return true;
    }

    /// The value, or the news that none will come, without waiting. False: neither yet.
    [[nodiscard]] bool try_receive(slot& target) noexcept {
        const lock_guard<spin_lock> guard{lock_};
        return take(target);
    }

    void wait_for_value(waiter& w, slot& target) noexcept {
        {
            const lock_guard<spin_lock> guard{lock_};
            if (!value_.has_value() && !sender_gone_) {
                w.operation = &target;
                receivers_.push_back(w);
                return;
            }
            if (!w.try_claim()) return;
            (void)take(target);
        }
        w.owner->complete();
    }
    void stop_waiting_for_value(waiter& w) noexcept {
        const lock_guard<spin_lock> guard{lock_};
        receivers_.remove(w);
    }

    [[nodiscard]] bool receiver_gone() noexcept {
        const lock_guard<spin_lock> guard{lock_};
        return receiver_gone_;
    }
    void wait_for_end(waiter& w) noexcept {
        {
            const lock_guard<spin_lock> guard{lock_};
            if (!receiver_gone_) {
                closers_.push_back(w);
                return;
            }
            if (!w.try_claim()) return;
        }
        w.owner->complete();
    }
    void stop_waiting_for_end(waiter& w) noexcept {
        const lock_guard<spin_lock> guard{lock_};
        closers_.remove(w);
    }

    /// The sender was destroyed without having sent.
    void drop_sender() noexcept {
        bool last = false;
        {
            completions woken;  // run after the lock was released
            const lock_guard<spin_lock> guard{lock_};
            sender_gone_ = true;
            BOUNCE_ASSERT(closers_.empty(),
                          "a oneshot_sender was destroyed while a task waits in its closed()");
            while (waiter* w = receivers_.claim_front()) woken.add(*w->owner);
            last = receiver_gone_;
        }
        if (last) delete this;
    }

    void drop_receiver() noexcept {
        bool last = false;
        {
            completions woken;  // run after the lock was released
            const lock_guard<spin_lock> guard{lock_};
            receiver_gone_ = true;
            BOUNCE_ASSERT(receivers_.empty(),
                          "a oneshot_receiver was destroyed while a task waits in its receive()");
            while (waiter* w = closers_.claim_front()) woken.add(*w->owner);
            last = sender_gone_;
        }
        if (last) delete this;
    }

private:
    // True: the value is in target now, or none will ever come.
    [[nodiscard]] bool take(slot& target) noexcept {
        if (!value_.has_value()) return sender_gone_;
        target.emplace(*std::move(value_));
        value_.reset();
        return true;
    }

    spin_lock lock_;
    bool sender_gone_ = false;
    bool receiver_gone_ = false;
    wait_list receivers_;
    wait_list closers_;
    slot value_;
};

}  // namespace bounce::detail
