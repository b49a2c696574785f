#pragma once

#include "bounce/base/assert.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/runtime/detail/suspension.hpp"
#include "bounce/runtime/sync/detail/ring.hpp"

#include <cstddef>
#include <optional>
#include <utility>

namespace bounce::detail {

/// What the ends of a bounded mpsc channel share: the slots, and who waits for them. It is allocated
/// when the channel is made, and so are the slots; nothing later allocates.
///
/// Every slot is free, or holds a message, or is reserved (a permit is out for it). Rules, all under the
/// lock and true whenever it is free; a waiter "counts" while it can still be claimed:
///  1. While a receive counts in `receivers_`, no slot holds a message.
///  2. While a sender counts in `senders_waiting_`, no slot is free and the channel is open.
///  3. So a message goes into the first receive that can be claimed, otherwise into a slot; and a slot
///     that becomes free goes to the first sender that can be claimed, otherwise it stays free. Those
///     who come later find nothing to overtake with.
///  4. `senders_` counts senders and permits. Whoever makes it zero, or drops the receiver, and finds
///     the other side gone, deletes the state after releasing the lock.
///  5. A message is moved under the lock, so its move constructor must be quick and leave the channel
///     alone. Messages that nobody receives are destroyed outside it.
template <class T>
class mpsc_state {
public:
    /// One that waits for a slot: for its message, or (without one) to reserve it.
    struct send_request {
        T* message = nullptr;
        bool closed = false;
    };
    /// Where a waiting receive wants its message; stays empty when the channel was closed.
    using receive_slot = std::optional<T>;

    enum class answer : unsigned char { wait, done, closed };

    explicit mpsc_state(std::size_t capacity) : capacity_{capacity}, messages_{capacity} {}

    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
    [[nodiscard]] std::size_t free_slots() noexcept {
        const lock_guard<spin_lock> guard{lock_};
        return capacity_ - messages_.size() - reserved_;
    }
    [[nodiscard]] bool is_closed() noexcept {
        const lock_guard<spin_lock> guard{lock_};
        return closed_;
    }

    // --- for senders

    /// Sends the message (moving from it), or reserves if there is none, if a slot is free.
    [[nodiscard]] answer try_send(T* message) noexcept {
        completions woken;  // everywhere declared before the lock, so run after it was released
        const lock_guard<spin_lock> guard{lock_};
        if (closed_) return answer::closed;
        if (!has_free_slot()) return answer::wait;
        fill_slot(message, woken);
        return answer::done;
    }

    void wait_to_send(waiter& w, send_request& request) noexcept {
        completions woken;
        const lock_guard<spin_lock> guard{lock_};
        if (!closed_ && !has_free_slot()) {
            w.operation = &request;
            senders_waiting_.push_back(w);
            return;
        }
        if (!w.try_claim()) return;
        if (closed_) {
            request.closed = true;
        } else {
            fill_slot(request.message, woken);
        }
        woken.add(*w.owner);
    }
    void stop_waiting_to_send(waiter& w) noexcept {
        const lock_guard<spin_lock> guard{lock_};
        senders_waiting_.remove(w);
    }

    /// Uses up a reservation, and the permit's place among the senders. False: the receiver is gone, and
    /// the message was not moved from; the permit is still to be dropped.
    [[nodiscard]] bool send_reserved(T& message) noexcept {
        {
            completions woken;
            const lock_guard<spin_lock> guard{lock_};
            if (receiver_gone_) return false;
            --reserved_;
            fill_slot(&message, woken);
            give_free_slots(woken);  // the message went into a waiting receive
        }
        drop_sender();
        return true;
    }
    void drop_reservation() noexcept {
        {
            completions woken;
            const lock_guard<spin_lock> guard{lock_};
            --reserved_;
            give_free_slots(woken);
            tell_receivers_of_end(woken);
        }
        drop_sender();
    }

    void add_sender() noexcept {
        const lock_guard<spin_lock> guard{lock_};
        ++senders_;
    }
    void drop_sender() noexcept {
        bool last = false;
        {
            completions woken;
            const lock_guard<spin_lock> guard{lock_};
            if (--senders_ > 0) return;
            BOUNCE_ASSERT(
                senders_waiting_.empty(),
                "the last mpsc_sender was destroyed while a task waits in its send or reserve");
            tell_receivers_of_end(woken);
            last = receiver_gone_;
        }
        if (last) delete this;
    }

    // --- for the receiver

    [[nodiscard]] answer try_receive(receive_slot& target) noexcept {
        completions woken;
        const lock_guard<spin_lock> guard{lock_};
        return take_message(target, woken);
    }

    void wait_to_receive(waiter& w, receive_slot& target) noexcept {
        completions woken;
        const lock_guard<spin_lock> guard{lock_};
        if (messages_.empty() && !ended()) {
            w.operation = &target;
            receivers_.push_back(w);
            return;
        }
        if (!w.try_claim()) return;
        (void)take_message(target, woken);
        woken.add(*w.owner);
    }
    void stop_waiting_to_receive(waiter& w) noexcept {
        const lock_guard<spin_lock> guard{lock_};
        receivers_.remove(w);
    }

    void close() noexcept {
        completions woken;
        const lock_guard<spin_lock> guard{lock_};
        close(woken);
    }

    void drop_receiver() noexcept {
        ring<T> unreceived;  // destroyed last, outside the lock
        bool last = false;
        {
            completions woken;
            const lock_guard<spin_lock> guard{lock_};
            BOUNCE_ASSERT(receivers_.empty(),
                          "an mpsc_receiver was destroyed while a task waits in its receive");
            receiver_gone_ = true;
            messages_.swap(unreceived);
            close(woken);
            last = senders_ == 0;
        }
        if (last) delete this;
    }

private:
    // All of these under the lock.

    [[nodiscard]] bool has_free_slot() const noexcept {
        return messages_.size() + reserved_ < capacity_;
    }
    /// Nothing will come any more.
    [[nodiscard]] bool ended() const noexcept {
        return messages_.empty() && (senders_ == 0 || (closed_ && reserved_ == 0));
    }

    void fill_slot(T* message, completions& woken) noexcept {
        if (message == nullptr) {
            ++reserved_;
            ++senders_;
        } else if (waiter* w = receivers_.claim_front()) {
            static_cast<receive_slot*>(w->operation)->emplace(std::move(*message));
            woken.add(*w->owner);
        } else {
            messages_.push_back(std::move(*message));
        }
    }

    void give_free_slots(completions& woken) noexcept {
        while (has_free_slot()) {
            waiter* w = senders_waiting_.claim_front();
            if (w == nullptr) return;
            fill_slot(static_cast<send_request*>(w->operation)->message, woken);
            woken.add(*w->owner);
        }
    }

    [[nodiscard]] answer take_message(receive_slot& target, completions& woken) noexcept {
        if (messages_.empty()) return ended() ? answer::closed : answer::wait;
        target.emplace(messages_.pop_front());
        give_free_slots(woken);
        return answer::done;
    }

    void tell_receivers_of_end(completions& woken) noexcept {
        if (!ended()) return;
        while (waiter* w = receivers_.claim_front()) woken.add(*w->owner);
    }

    void close(completions& woken) noexcept {
        closed_ = true;
        while (waiter* w = senders_waiting_.claim_front()) {
            static_cast<send_request*>(w->operation)->closed = true;
            woken.add(*w->owner);
        }
        tell_receivers_of_end(woken);
    }

    spin_lock lock_;
    bool closed_ = false;
    bool receiver_gone_ = false;
    const std::size_t capacity_;
    std::size_t reserved_ = 0;
    std::size_t senders_ = 1;
    ring<T> messages_;
    wait_list senders_waiting_;
    wait_list receivers_;
};

}  // namespace bounce::detail
