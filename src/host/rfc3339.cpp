#include "host/rfc3339.hpp"

#include "bounce/base/clock.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <limits>

namespace bounce::host {

namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

/// Reads what RFC 3339 allows: date, T or a space, time with or without a fraction, Z or an offset.
class rfc3339_reader {
public:
    explicit rfc3339_reader(std::string_view text) noexcept : left_{text} {}

    std::optional<std::int64_t> read() {
        const auto year = digits(4);
        const auto month = after('-');
        const auto day = after('-');
        if (!year || !month || !day || !(skip('T') || skip('t') || skip(' '))) return std::nullopt;
        const auto hour = digits(2);
        const auto minute = after(':');
        const auto second = after(':');
        const auto fraction = read_fraction();
        const auto offset = read_offset();
        if (!hour || !minute || !second || !fraction || !offset || !left_.empty())
            return std::nullopt;
        const std::chrono::year_month_day date{std::chrono::year{*year},
                                               std::chrono::month{static_cast<unsigned>(*month)},
                                               std::chrono::day{static_cast<unsigned>(*day)}};
        if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
        const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
        const std::int64_t at =
            days * 86'400 + *hour * 3600 + *minute * 60 + *second - *offset * 60;
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / second_ns - 1;
        if (at > most || at < -most) return std::nullopt;
        return at * second_ns + *fraction;
    }

private:
    bool skip(char c) noexcept {
        if (left_.empty() || left_.front() != c) return false;
        left_.remove_prefix(1);
        return true;
    }
    std::optional<int> digits(std::size_t count) noexcept {
        if (left_.size() < count) return std::nullopt;
        int number = 0;
        const char* const end = left_.data() + count;
        const auto [stop, failure] = std::from_chars(left_.data(), end, number);
        if (failure != std::errc{} || stop != end || number < 0) return std::nullopt;
        left_.remove_prefix(count);
        return number;
    }
    std::optional<int> after(char c) noexcept { return skip(c) ? digits(2) : std::nullopt; }

    std::optional<std::int64_t> read_fraction() noexcept {
        if (!skip('.')) return 0;
        std::int64_t value = 0;
        std::int64_t scale = second_ns;
        bool any = false;
        while (!left_.empty() && left_.front() >= '0' && left_.front() <= '9') {
            any = true;
            scale /= 10;  // digits beyond the nanosecond count nothing
            value += scale * (left_.front() - '0');
            left_.remove_prefix(1);
        }
        return any ? std::optional{value} : std::nullopt;
    }
    /// Minutes east of Greenwich.
    std::optional<std::int64_t> read_offset() noexcept {
        if (skip('Z') || skip('z')) return 0;
        const int sign = skip('+') ? 1 : skip('-') ? -1 : 0;
        if (sign == 0) return std::nullopt;
        const auto hours = digits(2);
        const auto minutes = after(':');
        if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
        return sign * (*hours * 60 + *minutes);
    }

    std::string_view left_;
};

}  // namespace

std::string format_rfc3339(std::int64_t since_1970_ns) {
    const std::chrono::sys_time<nanoseconds> at{nanoseconds{since_1970_ns}};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{at - day};
    std::array<char, 64> text{};
    int size = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count()));
    std::string out{text.data(), static_cast<std::size_t>(size)};
    if (const std::int64_t fraction = time.subseconds().count(); fraction != 0) {
        size = std::snprintf(text.data(), text.size(), ".%09lld", static_cast<long long>(fraction));
        out.append(text.data(), static_cast<std::size_t>(size));
        out.erase(out.find_last_not_of('0') + 1);
    }
    return out + "Z";
}

std::optional<std::int64_t> parse_rfc3339(std::string_view text) {
    return rfc3339_reader{text}.read();
}

}  // namespace bounce::host
