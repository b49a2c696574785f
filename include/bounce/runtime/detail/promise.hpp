#pragma once

#include "bounce/base/result.hpp"
#include "bounce/runtime/detail/context.hpp"
#include "bounce/runtime/detail/task_header.hpp"

#include <coroutine>
#include <cstddef>
#include <exception>
#include <new>
#include <optional>
#include <source_location>
#include <string_view>
#include <type_traits>
#include <utility>

namespace bounce {
template <class T>
class task;
}

namespace bounce::detail {

/// What every task coroutine has, whatever it returns.
class promise_base {
public:
    promise_base() noexcept = default;
    promise_base(const promise_base&) = delete;
    promise_base& operator=(const promise_base&) = delete;

    static void* operator new(std::size_t size) { return allocate_task_frame(size); }
    static void operator delete(void* frame, std::size_t size) noexcept {
        deallocate_task_frame(frame, size);
    }

    /// Who goes on when this one ends; none for the outermost coroutine of a task.
    std::coroutine_handle<> continuation;
    /// The coroutine that awaits this one: the await chain.
    promise_base* parent = nullptr;
    /// Where this coroutine suspended last, or started waiting.
    std::source_location where;
    std::exception_ptr exception;
    /// It is the call of a closure, or was given one by reference: the closure must outlive it.
    bool refers_to_closure = false;
};

template <class T>
consteval bool is_closure() noexcept {
    const std::string_view signature = __PRETTY_FUNCTION__;
    return signature.find("(lambda at") != std::string_view::npos ||
           signature.find("<lambda(") != std::string_view::npos;
}
/// Of the first parameter of a coroutine, which for the call of a closure is the closure itself.
template <class First>
concept closure_reference = std::is_reference_v<First> && is_closure<std::remove_cvref_t<First>>();

/// Ends the coroutine `h` here and now with an error that was put into its promise (nested), or that is
/// given (outermost: the frame dies). Returns what to resume next.
template <class P>
[[nodiscard]] std::coroutine_handle<> end_early(std::coroutine_handle<P> h, error why) noexcept {
    P& promise = h.promise();
    if (promise.continuation) {
        promise.set_error(std::move(why));
        return transfer(promise.continuation);
    }
    task_header::of_frame(h.address()).finish_early(std::move(why));
    return std::noop_coroutine();
}

/// A value that outlives its frame; see stored_outcome.
template <class T>
struct stored_value final : stored_outcome {
    explicit stored_value(T&& v) noexcept
        : stored_outcome{&destroy_value, nullptr}, value{std::move(v)} {}
    static void destroy_value(stored_outcome& s) noexcept {
        static_cast<stored_value&>(s).~stored_value();
    }
    T value;
};

/// The outermost coroutine of a task is at its end: moves the outcome out of the frame, destroys that, and
/// puts the outcome in its place.
template <class P>
void end_task(std::coroutine_handle<P> h) noexcept {
    using T = typename P::value_type;
    void* const place = h.address();
    task_header& task = task_header::of_frame(place);
    task.leaf = nullptr;
    if (h.promise().exception) [[unlikely]] {
        std::exception_ptr thrown = std::move(h.promise().exception);
        h.destroy();
        store_exception(place, task, std::move(thrown));
        task.finish(nullptr);
    } else if constexpr (std::is_void_v<T>) {
        h.destroy();
        ::new (place)
            stored_outcome{[](stored_outcome& s) noexcept { s.~stored_outcome(); }, nullptr};
        task.finish(nullptr);
    } else {
        static_assert(sizeof(stored_value<T>) <= sizeof(P),
                      "the promise is larger than what is left of it");
        static_assert(alignof(stored_value<T>) <= alignof(frame_prefix),
                      "results must not be over-aligned");
        T value = h.promise().take();
        h.destroy();
        const auto* stored = ::new (place) stored_value<T>{std::move(value)};
        task.finish(P::failure_in(stored->value));
    }
}

struct final_awaiter {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class P>
    [[nodiscard]] std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) const noexcept {
        if (h.promise().continuation) return transfer(h.promise().continuation);
        end_task(h);
        return std::noop_coroutine();
    }
    void await_resume() const noexcept {}
};

/// `co_await` of a result inside a coroutine that itself returns a result: the value, or the end.
template <class T>
struct result_awaiter {
    result<T> value;

    [[nodiscard]] bool await_ready() const noexcept { return value.has_value(); }
    template <class P>
    [[nodiscard]] std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) noexcept {
        error why = std::move(value).error();
        return end_early(h, std::move(why));
    }
    T await_resume() {
        if constexpr (!std::is_void_v<T>) return std::move(value).value();
    }
};

template <class Derived, class T>
class promise_with_transform : public promise_base {
public:
    [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
    [[nodiscard]] final_awaiter final_suspend() const noexcept { return {}; }
    void unhandled_exception() noexcept { exception = std::current_exception(); }

    template <class U>
    [[nodiscard]] result_awaiter<U> await_transform(
        result<U> r, std::source_location loc = std::source_location::current()) noexcept {
        static_assert(
            is_result_v<T>,
            "co_await of a result<> ends the coroutine with the error, so the coroutine has to "
            "return task<result<...>>; elsewhere, look at the result");
        where = loc;
        return result_awaiter<U>{std::move(r)};
    }
    template <class A>
        requires(!is_result_v<std::remove_cvref_t<A>>)
    [[nodiscard]] A&& await_transform(
        A&& awaitable, std::source_location loc = std::source_location::current()) noexcept {
        where = loc;
        return std::forward<A>(awaitable);
    }
};

template <class T>
class task_promise : public promise_with_transform<task_promise<T>, T> {
public:
    using value_type = T;

    [[nodiscard]] task<T> get_return_object() noexcept;

    template <class U = T>
        requires std::is_convertible_v<U&&, T>
    void return_value(U&& value) {
        value_.emplace(std::forward<U>(value));
    }
    void set_error(error why) noexcept
        requires is_result_v<T>
    {
        value_.emplace(std::move(why));
    }

    /// The error, if the value is a failed result.
    [[nodiscard]] static const error* failure_in(const T& value) noexcept {
        if constexpr (is_result_v<T>) {
            if (!value.has_value()) return &value.error();
        }
        return nullptr;
    }

    /// The value, or the exception thrown again.
    [[nodiscard]] T take() {
        if (this->exception) std::rethrow_exception(this->exception);
        BOUNCE_ASSERT(value_.has_value(), "a task ended without a value");
        return *std::move(value_);
    }

private:
    std::optional<T> value_;
};

template <>
class task_promise<void> : public promise_with_transform<task_promise<void>, void> {
public:
    using value_type = void;

    [[nodiscard]] task<void> get_return_object() noexcept;
    void return_void() const noexcept {}
    void take() {
        if (this->exception) std::rethrow_exception(this->exception);
    }
};

/// The promise of a coroutine that refers to a closure: the same, with a mark if the closure has
/// captures. (The closure's type is complete only when the constructor is instantiated.)
template <class T, class Closure>
class closure_task_promise final : public task_promise<T> {
public:
    closure_task_promise() noexcept { this->refers_to_closure = !std::is_empty_v<Closure>; }
};

}  // namespace bounce::detail
