#include "http/files/preconditions.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace bounce::http::detail {

namespace {

using std::chrono::sys_seconds;

std::string to_base16(std::uint64_t number) {
    std::array<char, 16> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number, 16).ptr;
    return {text.data(), end};
}

std::string_view trim(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Takes the next element of a list of entity tags. A comma inside of quotes is part of the tag.
std::string_view take_tag(std::string_view& list) noexcept {
    bool quoted = false;
    std::size_t end = 0;
    for (; end < list.size() && (quoted || list[end] != ','); ++end)
        if (list[end] == '"') quoted = !quoted;
    const std::string_view tag = trim(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    return tag;
}

// Our tags are strong. A weak one ("W/" in front) is as good where a copy is only compared.
enum class comparison { strong, weak };

bool matches(std::string_view list, std::string_view etag, comparison how) noexcept {
    if (trim(list) == "*") return true;
    while (!list.empty()) {
        std::string_view tag = take_tag(list);
        if (how == comparison::weak && tag.starts_with("W/")) tag.remove_prefix(2);
        if (tag == etag) return true;
    }
    return false;
}

std::optional<sys_seconds> date_of(const headers& request, std::string_view name) {
    const auto field = request.find(name);
    return field ? parse_http_date(*field) : std::nullopt;
}

std::optional<int> number(std::string_view text) noexcept {
    int value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size() || text.front() == '-')
        return std::nullopt;
    return value;
}

}  // namespace

validators::validators(const fs::metadata& info)
    : etag{'"' + to_base16(static_cast<std::uint64_t>(info.modified.count())) + '-' +
           to_base16(info.size_bytes) + '"'},
      modified{std::chrono::floor<std::chrono::seconds>(info.modified)} {}

verdict check_preconditions(const headers& request, const validators& current) {
    if (request.contains("If-Match")) {
        if (!matches(request.joined("If-Match"), current.etag, comparison::strong))
            return verdict::failed;
    } else if (const auto since = date_of(request, "If-Unmodified-Since")) {
        if (current.modified > *since) return verdict::failed;
    }
    if (request.contains("If-None-Match")) {
        if (matches(request.joined("If-None-Match"), current.etag, comparison::weak))
            return verdict::not_modified;
    } else if (const auto since = date_of(request, "If-Modified-Since")) {
        if (current.modified <= *since) return verdict::not_modified;
    }
    return verdict::proceed;
}

bool range_applies(const headers& request, const validators& current) {
    const auto condition = request.find("If-Range");
    if (!condition) return true;
    const std::string_view text = trim(*condition);
    if (text.starts_with('"')) return text == current.etag;
    const auto date = parse_http_date(text);
    return date && *date == current.modified;
}

std::optional<sys_seconds> parse_http_date(std::string_view text) {
    constexpr std::string_view form = "DDD, 00 MMM 0000 00:00:00 GMT";
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (text.size() != form.size()) return std::nullopt;
    for (const std::size_t i : {3U, 4U, 7U, 11U, 16U, 19U, 22U, 25U, 26U, 27U, 28U})
        if (text[i] != form[i]) return std::nullopt;
    const std::size_t month = months.find(text.substr(8, 3));
    const auto day = number(text.substr(5, 2));
    const auto year = number(text.substr(12, 4));
    const auto hour = number(text.substr(17, 2));
    const auto minute = number(text.substr(20, 2));
    const auto second = number(text.substr(23, 2));
    if (month % 3 != 0 || !day || !year || !hour || !minute || !second) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(month / 3 + 1)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    return sys_seconds{std::chrono::sys_days{date}} + std::chrono::hours{*hour} +
           std::chrono::minutes{*minute} + std::chrono::seconds{*second};
}

}  // namespace bounce::http::detail
