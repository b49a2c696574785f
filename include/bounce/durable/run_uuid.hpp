#pragma once

#include "bounce/base/result.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace bounce::durable {

enum class operation_number : std::uint64_t;

/// What tells one run from every other that ever was or will be, on any machine. Ids are for people and
/// may be used again; the uuid never is, so idempotency keys are made of it.
class run_uuid {
public:
    /// All zero: no run's.
    constexpr run_uuid() noexcept = default;
    /// From 128 random bits, as RFC 9562 writes version 4.
    [[nodiscard]] static run_uuid from_random(std::uint64_t high, std::uint64_t low) noexcept;
    /// The 16 bytes as a store kept them.
    [[nodiscard]] static constexpr run_uuid from_bytes(
        const std::array<std::uint8_t, 16>& raw) noexcept {
        run_uuid made;
        made.bytes_ = raw;
        return made;
    }
    /// Of "6ba7b810-9dad-41d1-80b4-00c04fd430c8"; `malformed` for anything else.
    [[nodiscard]] static result<run_uuid> parse(std::string_view text);

    /// The uuid of the child that operation `number` of this run starts: the same whenever it is asked
    /// for, so that a repeated start is recognised. A fork has another uuid and so other children.
    [[nodiscard]] run_uuid child(operation_number number) const noexcept;

    [[nodiscard]] const std::array<std::uint8_t, 16>& raw() const noexcept { return bytes_; }
    [[nodiscard]] std::string to_string() const;

    friend auto operator<=>(const run_uuid&, const run_uuid&) noexcept = default;

private:
    std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace bounce::durable
