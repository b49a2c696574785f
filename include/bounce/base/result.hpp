#pragma once

#include "bounce/base/assert.hpp"
#include "bounce/base/error.hpp"

#include <expected>
#include <functional>
#include <type_traits>
#include <utility>

namespace bounce {

template <class T>
class result;

template <class R>
inline constexpr bool is_result_v = false;
template <class T>
inline constexpr bool is_result_v<result<T>> = true;

namespace detail {
template <class F, class... Args>
using continuation_t = std::remove_cvref_t<std::invoke_result_t<F, Args...>>;
}  // namespace detail

/// A value of type T, or the error that took its place. Dropping one without looking is a compile-time
/// warning (and an error in this project).
///
/// Reading the value of a failed result, or the error of a good one, is a mistake of the program and
/// ends it with a message; ask `has_value()` first, or use `value_or`, `and_then`, `transform`,
/// `or_else`.
///
///     result<int> parse(std::string_view text);
///     result<double> half = parse("42").transform([](int n) { return n / 2.0; });
///     if (!half) std::cerr << half.error().message();
///
/// Inside a coroutine that returns `task<result<U>>`, `co_await` of a result gives the T or ends the
/// task with the error.
template <class T>
class [[nodiscard]] result {
    static_assert(!std::is_reference_v<T>, "a result owns its value; use a pointer");

public:
    using value_type = T;

    result(T value) noexcept(
        std::is_nothrow_move_constructible_v<T>)  // NOLINT(google-explicit-constructor)
        : state_{std::move(value)} {}
    result(bounce::error why) noexcept  // NOLINT(google-explicit-constructor)
        : state_{std::unexpect, std::move(why)} {}
    result(errc why) noexcept
        : result{bounce::error{why}} {}  // NOLINT(google-explicit-constructor)

    template <class U>
        requires(std::is_constructible_v<T, U &&> && std::is_convertible_v<U &&, T> &&
                 !is_result_v<std::remove_cvref_t<U>> &&
                 !std::is_same_v<std::remove_cvref_t<U>, bounce::error> &&
                 !std::is_same_v<std::remove_cvref_t<U>, errc> &&
                 !std::is_same_v<std::remove_cvref_t<U>, T>)
    result(U&& value)
        : state_{std::in_place, std::forward<U>(value)} {}  // NOLINT(google-explicit-constructor)

    template <class... Args>
    explicit result(std::in_place_t, Args&&... args)
        : state_{std::in_place, std::forward<Args>(args)...} {}

    [[nodiscard]] bool has_value() const noexcept { return state_.has_value(); }
    [[nodiscard]] explicit operator bool() const noexcept { return state_.has_value(); }

    [[nodiscard]] T& value() & { return *checked(); }
    [[nodiscard]] const T& value() const& { return *checked(); }
    [[nodiscard]] T&& value() && { return std::move(*checked()); }
    [[nodiscard]] T& operator*() & { return value(); }
    [[nodiscard]] const T& operator*() const& { return value(); }
    [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
    [[nodiscard]] T* operator->() { return checked(); }
    [[nodiscard]] const T* operator->() const { return checked(); }

    template <class U>
    [[nodiscard]] T value_or(U&& other) && {
        return has_value() ? std::move(*state_) : static_cast<T>(std::forward<U>(other));
    }
    template <class U>
    [[nodiscard]] T value_or(U&& other) const& {
        return has_value() ? *state_ : static_cast<T>(std::forward<U>(other));
    }

    [[nodiscard]] const bounce::error& error() const& {
        BOUNCE_ASSERT(!has_value(), "error() was asked of a result that holds a value");
        return state_.error();
    }
    [[nodiscard]] bounce::error error() && {
        BOUNCE_ASSERT(!has_value(), "error() was asked of a result that holds a value");
        return std::move(state_).error();
    }

    /// f(value), which must itself return a result; or the error, untouched.
    template <class F>
    auto and_then(F&& f) && -> detail::continuation_t<F, T&&> {
        if (has_value()) return std::invoke(std::forward<F>(f), std::move(*state_));
        return std::move(state_).error();
    }
    /// result of f(value); or the error, untouched.
    template <class F>
    auto transform(F&& f) && -> result<detail::continuation_t<F, T&&>> {
        using U = detail::continuation_t<F, T&&>;
        if (!has_value()) return std::move(state_).error();
        if constexpr (std::is_void_v<U>) {
            std::invoke(std::forward<F>(f), std::move(*state_));
            return {};
        } else {
            return result<U>{std::invoke(std::forward<F>(f), std::move(*state_))};
        }
    }
    /// The value, untouched; or f(error), which must return a result<T>.
    template <class F>
    result or_else(F&& f) && {
        if (has_value()) return std::move(*this);
        return std::invoke(std::forward<F>(f), std::move(state_).error());
    }
    /// The same result, its error (if it is one) with context in front; see `error::in`.
    result in(std::string_view operation, std::string_view object) && {
        if (has_value()) return std::move(*this);
        return state_.error().in(operation, object);
    }

private:
    T* checked() {
        if (!has_value()) [[unlikely]]
            detail::bad_result_access(state_.error());
        return &*state_;
    }
    const T* checked() const {
        if (!has_value()) [[unlikely]]
            detail::bad_result_access(state_.error());
        return &*state_;
    }

    std::expected<T, bounce::error> state_;
};

template <>
class [[nodiscard]] result<void> {
public:
    using value_type = void;

    result() noexcept = default;
    result(bounce::error why) noexcept  // NOLINT(google-explicit-constructor)
        : state_{std::unexpect, std::move(why)} {}
    result(errc why) noexcept
        : result{bounce::error{why}} {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool has_value() const noexcept { return state_.has_value(); }
    [[nodiscard]] explicit operator bool() const noexcept { return state_.has_value(); }
    /// Asserts success: a failed one ends the program with the error's message.
    void value() const {
        if (!has_value()) [[unlikely]]
            detail::bad_result_access(state_.error());
    }

    [[nodiscard]] const bounce::error& error() const& {
        BOUNCE_ASSERT(!has_value(), "error() was asked of a result that holds a value");
        return state_.error();
    }
    [[nodiscard]] bounce::error error() && {
        BOUNCE_ASSERT(!has_value(), "error() was asked of a result that holds a value");
        return std::move(state_).error();
    }

    template <class F>
    auto and_then(F&& f) && -> detail::continuation_t<F> {
        if (has_value()) return std::invoke(std::forward<F>(f));
        return std::move(state_).error();
    }
    template <class F>
    auto transform(F&& f) && -> result<detail::continuation_t<F>> {
        using U = detail::continuation_t<F>;
        if (!has_value()) return std::move(state_).error();
        if constexpr (std::is_void_v<U>) {
            std::invoke(std::forward<F>(f));
            return {};
        } else {
            return result<U>{std::invoke(std::forward<F>(f))};
        }
    }
    template <class F>
    result or_else(F&& f) && {
        if (has_value()) return {};
        return std::invoke(std::forward<F>(f), std::move(state_).error());
    }
    result in(std::string_view operation, std::string_view object) && {
        if (has_value()) return {};
        return state_.error().in(operation, object);
    }

private:
    std::expected<void, bounce::error> state_;
};

}  // namespace bounce
