#pragma once

#include "bounce/base/result.hpp"

#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

namespace bounce::fs::detail {

/// "a/b" and "/b" are in "a" and "/", "b" in ".".
[[nodiscard]] std::string directory_of(std::string_view path);
/// The part behind the last slash; empty for "a/".
[[nodiscard]] std::string_view name_of(std::string_view path) noexcept;
[[nodiscard]] std::string join(std::string_view directory, std::string_view name);

/// PREFIX<16 hex digits>SUFFIX, which nobody can foresee.
[[nodiscard]] result<std::string> new_name(std::string_view prefix, std::string_view suffix);

/// Calls `make(name)` with new names until it finds one that was free. Gives what it returned, and the
/// name in `name`.
template <class Make>
[[nodiscard]] std::invoke_result_t<Make, const std::string&> create_new(std::string& name,
                                                                        std::string_view prefix,
                                                                        std::string_view suffix,
                                                                        const Make& make) {
    // With 64 random bits a second attempt is rare and a third means that something else is wrong.
    for (int attempts_left = 3;; --attempts_left) {
        result<std::string> next = new_name(prefix, suffix);
        if (!next) return std::move(next).error();
        name = *std::move(next);
        auto made = make(std::as_const(name));
        if (made || made.error() != std::errc::file_exists || attempts_left == 0)
            return std::move(made).in("create", name);
    }
}

}  // namespace bounce::fs::detail
