#pragma once

#include "bounce/base/errc.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

namespace bounce {

/// Why an operation failed, and what it was doing to what.
///
/// An error is a code (a number with a category, as `std::error_code` has them) and, if somebody added
/// it, context such as "open /etc/shadow". It is 16 bytes. Without context it owns nothing, so the
/// frequent ones (`cancelled`, `closed`, `would_block`, `timed_out`) never allocate; context lives in
/// one shared allocation. Copies are cheap and may be made and dropped on different threads.
///
///     error e{errc::timed_out};
///     error f = error{ECONNREFUSED, std::system_category()}.in("connect", "127.0.0.1:80");
///     f.message();                            // "connect 127.0.0.1:80: Connection refused"
///     f == std::errc::connection_refused;     // true
class [[nodiscard]] error {
public:
    /// An error without context. `code` must not be the zero (success) value of its category.
    error(errc code) noexcept;  // NOLINT(google-explicit-constructor): a code is an error
    error(std::error_code code) noexcept;  // NOLINT(google-explicit-constructor)
    error(std::errc code) noexcept;        // NOLINT(google-explicit-constructor)
    error(int value, const std::error_category& category) noexcept;

    /// The error that the last failed system call left in errno.
    [[nodiscard]] static error last_system_error() noexcept;

    error(const error& other) noexcept;
    error(error&& other) noexcept;
    error& operator=(const error& other) noexcept;
    error& operator=(error&& other) noexcept;
    ~error();

    /// The same error with one more piece of context in front: an operation and the object it was
    /// applied to ("open", "/etc/shadow"), or a phrase of its own. If there is no memory for it, the
    /// error is returned as it was.
    [[nodiscard]] error in(std::string_view operation, std::string_view object) const noexcept;
    [[nodiscard]] error in(std::string_view phrase) const noexcept;

    [[nodiscard]] int value() const noexcept { return value_; }
    [[nodiscard]] const std::error_category& category() const noexcept;
    [[nodiscard]] std::error_code code() const noexcept { return {value_, category()}; }

    /// "open /etc/shadow", or empty.
    [[nodiscard]] std::string_view context() const noexcept;

    /// Context and meaning: "open /etc/shadow: Permission denied".
    [[nodiscard]] std::string message() const;

    /// Errors are equal when their codes are; context does not count.
    friend bool operator==(const error& a, const error& b) noexcept { return a.code() == b.code(); }
    friend bool operator==(const error& a, errc b) noexcept {
        return a.code() == make_error_code(b);
    }
    friend bool operator==(const error& a, std::errc b) noexcept { return a.code() == b; }

private:
    struct shared_context;
    [[nodiscard]] shared_context* shared() const noexcept;

    // Either the address of the category (bit 0 clear) or that of a shared_context, which then knows
    // the category (bit 0 set).
    std::uintptr_t word_;
    std::int32_t value_;
};

static_assert(sizeof(error) <= 16);

}  // namespace bounce
