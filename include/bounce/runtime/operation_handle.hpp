#pragma once

#include <utility>

namespace bounce {

namespace detail {
class task_header;
}

/// A started operation that will call a callback. Dropping the handle detaches: the operation goes on
/// and the callback is still called.
class operation_handle {
public:
    operation_handle() noexcept = default;
    explicit operation_handle(detail::task_header& adopted) noexcept : task_{&adopted} {}
    operation_handle(operation_handle&& other) noexcept
        : task_{std::exchange(other.task_, nullptr)} {}
    operation_handle& operator=(operation_handle&& other) noexcept {
        std::swap(task_, other.task_);
        return *this;
    }
    ~operation_handle();

    /// Asks the operation to stop; the callback is then called with `errc::cancelled`, unless it had
    /// completed. Safe from any thread, any number of times, also when it is over.
    void cancel() noexcept;

    /// The loop may end although this operation is still under way. Only before it has started, that is
    /// in the callback or task that called `then`.
    void unref() noexcept;

private:
    detail::task_header* task_ = nullptr;
};

}  // namespace bounce
