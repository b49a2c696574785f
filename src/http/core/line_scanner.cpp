#include "http/core/line_scanner.hpp"

#include "http/core/characters.hpp"

namespace bounce::http::core {

bool line_scanner::ends_with_this_line() const noexcept {
    switch (until_) {
        case until::empty_line: return line_is_empty_;
        case until::one_line: return true;
        case until::line_after_empty: return !first_line_;
    }
    return true;
}

std::expected<line_scanner::found, refusal> line_scanner::scan(std::string_view portion) noexcept {
    for (std::size_t i = 0; i < portion.size(); ++i) {
        const char c = portion[i];
        if (after_cr_) {
            if (c != '\n') return std::unexpected{refusal{"CR without LF"}};
            if (ends_with_this_line()) return found{i + 1, true};
            after_cr_ = false;
            line_is_empty_ = true;
            first_line_ = false;
        } else if (!is_control(c)) {
            if (until_ == until::line_after_empty && first_line_)
                return std::unexpected{refusal{"a chunk that is longer than its size says"}};
            line_is_empty_ = false;
            // Most bytes are like the one before; nothing changes until one is not.
            while (i + 1 < portion.size() && !is_control(portion[i + 1])) ++i;
        } else if (c == '\r') {
            after_cr_ = true;
        } else {
            return std::unexpected{refusal{c == '\n' ? "LF without CR" : "a control character"}};
        }
    }
    return found{portion.size(), false};
}

}  // namespace bounce::http::core
