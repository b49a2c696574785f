#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

struct sqlite3_stmt;

namespace bounce::sqlite {

template <class T>
inline constexpr bool is_optional_v = false;
template <class T>
inline constexpr bool is_optional_v<std::optional<T>> = true;

/// One execution of a statement, which is free for the next when this ends.
///
/// Values are integers, floating-point numbers, texts (`std::string_view`), bytes (`bytes_view`), and
/// `std::optional` of these for what may be NULL. A failure to bind is reported by the first `next`.
class rows {
public:
    rows(sqlite3_stmt* started, std::size_t parameters);
    rows(rows&& other) noexcept
        : started_{std::exchange(other.started_, nullptr)}, bound_{other.bound_} {}
    rows& operator=(rows&&) = delete;
    ~rows();

    template <class T>
    void bind(int index, const T& value) {
        if constexpr (is_optional_v<T>) {
            if (value) return bind(index, *value);
            bind_null(index);
        } else if constexpr (std::is_same_v<T, std::nullopt_t>) {
            bind_null(index);
        } else if constexpr (std::is_enum_v<T> || std::integral<T>) {
            bind_integer(index, static_cast<std::int64_t>(value));
        } else if constexpr (std::floating_point<T>) {
            bind_real(index, static_cast<double>(value));
        } else if constexpr (std::convertible_to<const T&, std::string_view>) {
            bind_text(index, value);
        } else {
            bind_bytes(index, value);
        }
    }

    /// Goes to the next row; false at the end.
    [[nodiscard]] result<bool> next();

    /// Runs to the end and gives how many rows were changed.
    [[nodiscard]] result<std::int64_t> finish();

    /// A column of the present row, from 0. Views hold until the next call of `next`.
    template <class T>
    [[nodiscard]] T get(int column) const {
        if constexpr (is_optional_v<T>) {
            if (is_null(column)) return std::nullopt;
            return get<typename T::value_type>(column);
        } else if constexpr (std::same_as<T, bool>) {
            return integer(column) != 0;
        } else if constexpr (std::is_enum_v<T> || std::integral<T>) {
            return static_cast<T>(integer(column));
        } else if constexpr (std::floating_point<T>) {
            return static_cast<T>(real(column));
        } else if constexpr (std::same_as<T, bytes>) {
            return to_bytes(blob(column));
        } else if constexpr (std::same_as<T, bytes_view>) {
            return blob(column);
        } else {
            return T{text(column)};
        }
    }

    [[nodiscard]] bool is_null(int column) const noexcept;

private:
    void bind_null(int index) noexcept;
    void bind_integer(int index, std::int64_t value) noexcept;
    void bind_real(int index, double value) noexcept;
    void bind_text(int index, std::string_view value) noexcept;
    void bind_bytes(int index, bytes_view value) noexcept;
    void note(int done) noexcept;

    [[nodiscard]] std::int64_t integer(int column) const noexcept;
    [[nodiscard]] double real(int column) const noexcept;
    [[nodiscard]] std::string_view text(int column) const noexcept;
    [[nodiscard]] bytes_view blob(int column) const noexcept;

    [[nodiscard]] error failure(int code) const;

    sqlite3_stmt* started_;
    int bound_ = 0;  // the first result code of a bind that was not SQLITE_OK
};

}  // namespace bounce::sqlite
