#include "bounce/http/headers.hpp"

#include "http/core/characters.hpp"

#include "bounce/base/assert.hpp"

#include <algorithm>
#include <limits>

namespace bounce::http {

namespace {

constexpr std::size_t usual_fields = 8;
constexpr std::size_t usual_text_bytes = 192;

}  // namespace

headers::headers(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    for (const auto& [name, value] : fields) add(name, value);
}

header_field headers::operator[](std::size_t position) const noexcept {
    const auto& p = fields_[position];
    const std::string_view text{text_};
    return {text.substr(p.name_at, p.name_size), text.substr(p.value_at, p.value_size)};
}

bool headers::is_named(const place& p, std::string_view name) const noexcept {
    return p.name_size == name.size() &&
           core::iequals(std::string_view{text_}.substr(p.name_at, p.name_size), name);
}

std::optional<std::string_view> headers::find(std::string_view name) const noexcept {
    for (const auto& p : fields_)
        if (is_named(p, name)) return std::string_view{text_}.substr(p.value_at, p.value_size);
    return std::nullopt;
}

std::size_t headers::count(std::string_view name) const noexcept {
    return static_cast<std::size_t>(
        std::ranges::count_if(fields_, [&](const place& p) { return is_named(p, name); }));
}

std::string headers::joined(std::string_view name) const {
    std::string all;
    bool first = true;
    for (const auto& field : *this) {
        if (!core::iequals(field.name, name)) continue;
        if (!first) all += ", ";
        first = false;
        all += field.value;
    }
    return all;
}

bool headers::has_token(std::string_view name, std::string_view token) const noexcept {
    for (const auto& field : *this) {
        if (!core::iequals(field.name, name)) continue;
        auto list = field.value;
        for (auto element = core::next_element(list); !element.empty();
             element = core::next_element(list))
            if (core::iequals(element, token)) return true;
    }
    return false;
}

headers::place headers::store(std::string_view name, std::string_view value) {
    BOUNCE_ASSERT(
        text_.size() + name.size() + value.size() <= std::numeric_limits<std::uint32_t>::max(),
        "header fields of more than 4 GB");
    if (fields_.capacity() == 0) {  // the first one: room for a usual message at once
        fields_.reserve(usual_fields);
        text_.reserve(usual_text_bytes);
    }
    // A copy if growing would pull the text from under a view into it.
    const auto* const begin = text_.data();
    const auto* const end = begin + text_.size();
    const auto is_ours = [&](std::string_view s) { return s.data() >= begin && s.data() < end; };
    if (is_ours(name) || is_ours(value)) return store(std::string{name}, std::string{value});
    const place p{static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(name.size()),
                  static_cast<std::uint32_t>(text_.size() + name.size()),
                  static_cast<std::uint32_t>(value.size())};
    text_.append(name).append(value);
    return p;
}

void headers::add(std::string_view name, std::string_view value) {
    fields_.push_back(store(name, value));
}

void headers::set(std::string_view name, std::string_view value) {
    const auto fresh = store(name, value);
    const auto stored_name = std::string_view{text_}.substr(fresh.name_at, fresh.name_size);
    const auto named = [&](const place& p) { return is_named(p, stored_name); };
    const auto first = std::ranges::find_if(fields_, named);
    if (first == fields_.end()) {
        fields_.push_back(fresh);
        return;
    }
    *first = fresh;
    fields_.erase(std::remove_if(first + 1, fields_.end(), named), fields_.end());
}

std::size_t headers::erase(std::string_view name) {
    return std::erase_if(fields_, [&](const place& p) { return is_named(p, name); });
}

void headers::clear() noexcept {
    text_.clear();
    fields_.clear();
}

bool operator==(const headers& a, const headers& b) noexcept {
    return std::ranges::equal(a, b, [](const header_field& x, const header_field& y) {
        return core::iequals(x.name, y.name) && x.value == y.value;
    });
}

}  // namespace bounce::http
