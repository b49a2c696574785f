#pragma once

#include "bounce/runtime/operation.hpp"

#include <cstdint>
#include <type_traits>
#include <utility>

namespace bounce {

namespace detail {

template <class T>
struct flattened {
    using type = T;
};
template <class T>
struct flattened<result<T>> {
    using type = T;
};
template <class T>
using flattened_t = typename flattened<T>::type;

/// The outcome of a task that ended, as its joiner sees it. Throws what the task threw.
template <class T>
[[nodiscard]] result<flattened_t<T>> take_outcome(task_header& task) {
    if (task.end() == outcome::error) return *task.early_error;
    struct release {
        task_header& task;
        ~release() { task.release_outcome(); }
    } const at_end{task};
    stored_outcome& stored = task.stored();
    if (stored.thrown) std::rethrow_exception(stored.thrown);
    if constexpr (std::is_void_v<T>) {
        return {};
    } else {
        return std::move(static_cast<stored_value<T>&>(stored).value);
    }
}

}  // namespace detail

/// Whoever holds it may wait for a spawned task, ask it to stop, or let it be.
///
/// `co_await handle` completes when the task has ended, with its result: `result<T>`, and for a task
/// that itself returns `result<U>`, `result<U>`. What the task threw is thrown here. A task that was
/// dropped before it started gives `errc::cancelled`. A handle is awaited once; awaiting it again gives
/// `errc::already_joined`. A task that awaits its own handle ends the program with a diagnosis.
///
/// Cancelling the wait does not touch the task, and the handle can be awaited again. It can be an arm of
/// `select` and be given to `timeout` (as `std::ref`-like lvalue: `select(handle, sleep(1s))`).
///
/// Dropping the handle detaches the task: it goes on by itself, and an exception that nobody will see
/// goes to the runtime's hook; if the runtime has ended by then, to standard error. One thread at a time may use a handle; `abort` is an exception to that
/// only through copies of it that it does not have: hand the handle over instead.
///
///     auto counter = spawn(count_lines("/etc/hosts"));
///     …
///     result<std::size_t> n = co_await counter;
template <class T>
class [[nodiscard]] join_handle {
public:
    /// Joins nothing: awaiting it gives `already_joined`.
    join_handle() noexcept = default;
    explicit join_handle(detail::task_header& adopted) noexcept : task_{&adopted} {}
    join_handle(join_handle&& other) noexcept : task_{std::exchange(other.task_, nullptr)} {}
    join_handle& operator=(join_handle&& other) noexcept {
        std::swap(task_, other.task_);
        return *this;
    }
    ~join_handle() { detach(); }

    /// Asks the task to stop: its current operation and every later one completes `cancelled`, and it
    /// ends in its own time. A task that has not started never does.
    void abort() noexcept {
        if (task_ != nullptr) task_->request_stop();
    }

    /// Lets the task go on by itself.
    void detach() noexcept {
        if (auto* t = std::exchange(task_, nullptr)) {
            t->abandon();
            t->drop_reference();
        }
    }

    [[nodiscard]] bool ended() const noexcept { return task_ == nullptr || task_->ended(); }
    /// Unique within its runtime; 0 if this handle joins nothing.
    [[nodiscard]] std::uint64_t id() const noexcept { return task_ == nullptr ? 0 : task_->id; }
    [[nodiscard]] const char* name() const noexcept { return task_ == nullptr ? "" : task_->name; }

    /// What this handle waits for, as a leaf operation.
    class join_operation final : public basic_operation<join_operation, detail::flattened_t<T>> {
    public:
        static constexpr const char* waits_for = "the end of a task";
        static constexpr bool pinned = false;

        explicit join_operation(join_handle& handle) noexcept : handle_{&handle} {}

        [[nodiscard]] bool try_now() const noexcept { return handle_->ended(); }
        void submit(detail::waiter& w) const noexcept {
            detail::require_not_self(*handle_->task_);
            if (!handle_->task_->add_joiner(w) && w.try_claim()) w.owner->complete();
        }
        void retract(detail::waiter&) const noexcept { handle_->task_->remove_joiner(); }
        [[nodiscard]] result<detail::flattened_t<T>> take() const {
            auto* task = std::exchange(handle_->task_, nullptr);
            if (task == nullptr) return errc::already_joined;
            struct drop {
                detail::task_header* task;
                ~drop() { task->drop_reference(); }
            } const at_end{task};
            return detail::take_outcome<T>(*task);
        }

    private:
        join_handle* handle_;
    };

    [[nodiscard]] join_operation join() & noexcept { return join_operation{*this}; }
    [[nodiscard]] auto operator co_await() noexcept {
        return join_operation{*this}.operator co_await();
    }

private:
    detail::task_header* task_ = nullptr;
};

}  // namespace bounce
