#include "script/natives/text_search.hpp"

#include "script/values/utf8.hpp"

#include <algorithm>

namespace bounce::script {

namespace {

constexpr std::string_view blanks = " \t\n\v\f\r";

/// The places of the empty delimiter: before each character, and at the end.
[[nodiscard]] std::vector<std::size_t> character_bounds(std::string_view text) {
    std::vector<std::size_t> bounds;
    for (std::size_t at = 0; at < text.size();) {
        bounds.push_back(at);
        (void)next_code_point(text, at);
    }
    bounds.push_back(text.size());
    return bounds;
}

/// Where delimiters begin, from the left or from the right.
[[nodiscard]] std::vector<std::size_t> places_of(std::string_view text, std::string_view delimiter,
                                                 bool backward) {
    std::vector<std::size_t> places;
    if (delimiter.empty()) {
        places = character_bounds(text);
        if (backward) std::ranges::reverse(places);
        return places;
    }
    if (!backward) {
        for (std::size_t at = text.find(delimiter); at != std::string_view::npos;
             at = text.find(delimiter, at + delimiter.size())) {
            places.push_back(at);
        }
        return places;
    }
    for (std::size_t at = text.rfind(delimiter); at != std::string_view::npos;) {
        places.push_back(at);
        if (at < delimiter.size()) break;
        at = text.rfind(delimiter, at - delimiter.size());
    }
    return places;
}

}  // namespace

std::string replaced(std::string_view text, std::string_view find, std::string_view by) {
    if (find.empty()) return std::string{text};
    std::string out;
    for (;;) {
        const std::size_t at = text.find(find);
        out += text.substr(0, at);
        if (at == std::string_view::npos) return out;
        out += by;
        text.remove_prefix(at + find.size());
    }
}

std::vector<std::string_view> split(std::string_view text, std::string_view delimiter,
                                    std::size_t most) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    for (const std::size_t at : places_of(text, delimiter, false)) {
        if (parts.size() + 1 >= most) break;
        parts.push_back(text.substr(begin, at - begin));
        begin = at + delimiter.size();
    }
    parts.push_back(text.substr(begin));
    return parts;
}

std::vector<std::string_view> split_backward(std::string_view text, std::string_view delimiter,
                                             std::size_t most) {
    std::vector<std::string_view> parts;
    std::size_t end = text.size();
    for (const std::size_t at : places_of(text, delimiter, true)) {
        if (parts.size() + 1 >= most) break;
        parts.push_back(text.substr(at + delimiter.size(), end - at - delimiter.size()));
        end = at;
    }
    parts.push_back(text.substr(0, end));
    return parts;
}

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t begin = text.find_first_not_of(blanks);
        if (begin == std::string_view::npos) return parts;
        const std::size_t end = std::min(text.find_first_of(blanks, begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        text.remove_prefix(end);
    }
}

std::string_view trimmed(std::string_view text) noexcept {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace bounce::script
