#pragma once

#include "bounce/base/threads.hpp"
#include "bounce/runtime/detail/stop_scope.hpp"
#include "bounce/runtime/detail/suspension.hpp"
#include "bounce/runtime/detail/task_header.hpp"
#include "bounce/runtime/spawn.hpp"

#include <coroutine>
#include <cstdint>
#include <exception>
#include <optional>
#include <utility>

namespace bounce {

namespace detail {
struct group_access;
}

/// The tasks that `with_group` waits for. There is no way to have one outside `with_group`.
class task_group {
public:
    task_group(const task_group&) = delete;
    task_group& operator=(const task_group&) = delete;

    /// Starts a task of the group; as `bounce::spawn`. Safe from the body and from tasks of the group.
    /// The handle may be dropped: the group waits anyway, and sees how the task ends.
    template <class T>
    join_handle<T> spawn(task<T> work, const char* name = "task") {
        auto h = std::move(work).release();
        return join_handle<T>{add(h, h.promise(), name)};
    }
    template <class T>
    join_handle<result<T>> spawn(operation<T> work, const char* name = "operation") {
        return spawn(std::move(work).as_task(), name);
    }
    template <class F, class... Args>
        requires(std::is_invocable_v<std::decay_t<F>, std::decay_t<Args>...> &&
                 !detail::is_task_v<std::decay_t<F>>)
    auto spawn(F&& f, Args&&... args) {
        using made =
            std::remove_cvref_t<std::invoke_result_t<std::decay_t<F>, std::decay_t<Args>...>>;
        return spawn(detail::call_owned<made>(std::decay_t<F>(std::forward<F>(f)),
                                              std::decay_t<Args>(std::forward<Args>(args))...));
    }

    /// Asks all tasks of the group, and its body, to stop.
    void cancel() noexcept { scope_.request_stop(); }

    /// Tasks of the group that have not ended.
    [[nodiscard]] std::size_t size() noexcept;

private:
    friend struct detail::group_access;

    explicit task_group(detail::stop_scope& parent) noexcept : scope_{parent}, observer_{*this} {}

    detail::task_header& add(std::coroutine_handle<> root, detail::promise_base& promise,
                             const char* name);
    void child_ended(std::exception_ptr thrown, const error* why) noexcept;

    struct child_observer final : detail::completion_observer {
        explicit child_observer(task_group& g) noexcept : group{&g} {}
        void on_task_end(detail::task_header&, std::exception_ptr thrown,
                         const error* why) noexcept override {
            group->child_ended(std::move(thrown), why);
        }
        task_group* group;
    };

    detail::stop_scope scope_;
    child_observer observer_;
    spin_lock lock_;  // guards the rest
    std::size_t running_ = 0;
    detail::waiter* idle_waiter_ = nullptr;
    std::exception_ptr exception_;
    std::optional<error> error_;
};

}  // namespace bounce
