#pragma once

#include "durable/store/sqlite/session.hpp"

#include "bounce/base/bytes.hpp"
#include "bounce/base/clock.hpp"
#include "bounce/durable/errc.hpp"
#include "bounce/durable/run_info.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace bounce::durable::sqlite_store_detail {

// How the shapes of the contract stand in columns.

[[nodiscard]] inline std::int64_t column(nanoseconds time) noexcept { return time.count(); }
[[nodiscard]] inline std::optional<std::int64_t> column(std::optional<nanoseconds> time) noexcept {
    if (!time) return std::nullopt;
    return time->count();
}
template <std::size_t N>
[[nodiscard]] bytes_view column(const std::array<std::uint8_t, N>& raw) noexcept {
    return std::as_bytes(std::span{raw});
}

[[nodiscard]] inline nanoseconds time_of(const cursor& row, int at) {
    return nanoseconds{row.get<std::int64_t>(at)};
}
[[nodiscard]] inline std::optional<nanoseconds> time_if_any(const cursor& row, int at) {
    const auto count = row.get<std::optional<std::int64_t>>(at);
    if (!count) return std::nullopt;
    return nanoseconds{*count};
}

/// A uuid or a hash; another length is a damaged store.
template <std::size_t N>
[[nodiscard]] std::array<std::uint8_t, N> raw_of(session& in, const cursor& row, int at) {
    std::array<std::uint8_t, N> raw{};
    const auto found = row.get<bytes_view>(at);
    if (found.size() != N) {
        in.fail(error{errc::corrupt}.in("read a uuid or a hash"));
        return raw;
    }
    for (std::size_t i = 0; i < N; ++i) raw[i] = std::to_integer<std::uint8_t>(found[i]);
    return raw;
}

/// The six columns of a `run_info`, from the first.
[[nodiscard]] run_info info_in(session& in, const cursor& row);
inline constexpr int info_columns = 6;

/// Numbers in a blob, eight bytes each, for what only has to be remembered.
[[nodiscard]] bytes packed(const std::vector<std::int64_t>& numbers);
[[nodiscard]] std::vector<std::int64_t> unpacked(bytes_view packed);

}  // namespace bounce::durable::sqlite_store_detail
