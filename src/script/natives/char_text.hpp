#pragma once

#include "script/values/utf8.hpp"

#include "bounce/script/value.hpp"

#include <string_view>

namespace bounce::script {

[[nodiscard]] inline bool is_text(const value& v) noexcept { return v.is_string() || v.is_char(); }

/// The text of a string or a char.
class char_text {
public:
    explicit char_text(const value& v) noexcept
        : text_{v.is_char() ? std::string_view{room_, encode_utf8(v.as_char(), room_)} : v.text()} {
    }
    char_text(const char_text&) = delete;
    char_text& operator=(const char_text&) = delete;
    [[nodiscard]] std::string_view get() const noexcept { return text_; }

private:
    char room_[4] = {};
    std::string_view text_;
};

}  // namespace bounce::script
