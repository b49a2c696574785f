#pragma once

#include "bounce/base/result.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bounce::http {

/// The method of a request: any token of up to 23 characters, compared with regard to case, as RFC
/// 9110 wants it. Copies are cheap; nothing is allocated.
///
///     if (head.method == http::method::get) ...
class method {
public:
    static constexpr std::size_t max_size = 23;

    /// `get`.
    constexpr method() noexcept : method{literal, "GET"} {}

    /// A method of that name. `malformed` if it is no token, `unsupported` if it is too long.
    [[nodiscard]] static result<method> parse(std::string_view text);

    [[nodiscard]] constexpr std::string_view text() const noexcept { return {text_.data(), size_}; }

    /// Changes nothing on the server, so may be repeated and prefetched: GET, HEAD, OPTIONS, TRACE.
    [[nodiscard]] bool is_safe() const noexcept;
    /// Has the same effect when it is repeated: the safe ones, PUT and DELETE.
    [[nodiscard]] bool is_idempotent() const noexcept;

    friend constexpr bool operator==(const method& a, const method& b) noexcept = default;

    static const method get;
    static const method head;
    static const method post;
    static const method put;
    static const method patch;
    static const method delete_;
    static const method options;
    static const method trace;
    static const method connect;

private:
    enum literal_tag : std::uint8_t { literal };

    constexpr method(literal_tag, std::string_view text) noexcept
        : size_{static_cast<std::uint8_t>(text.size())} {
        for (std::size_t i = 0; i < text.size(); ++i) text_[i] = text[i];
    }

    std::array<char, max_size> text_{};
    std::uint8_t size_;
};

inline constexpr method method::get{literal, "GET"};
inline constexpr method method::head{literal, "HEAD"};
inline constexpr method method::post{literal, "POST"};
inline constexpr method method::put{literal, "PUT"};
inline constexpr method method::patch{literal, "PATCH"};
inline constexpr method method::delete_{literal, "DELETE"};
inline constexpr method method::options{literal, "OPTIONS"};
inline constexpr method method::trace{literal, "TRACE"};
inline constexpr method method::connect{literal, "CONNECT"};

}  // namespace bounce::http
