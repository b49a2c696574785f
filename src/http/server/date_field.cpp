#include "http/server/date_field.hpp"

#include "bounce/base/clock.hpp"

#include <array>
#include <chrono>
#include <cstdint>

namespace bounce::http::detail {

namespace {

constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

class formatted_date {
public:
    [[nodiscard]] std::string_view at(std::chrono::sys_seconds second) noexcept {
        if (second != second_) format(second);
        return {text_.data(), text_.size()};
    }

private:
    void put(std::size_t at, std::string_view text) noexcept {
        text.copy(text_.data() + at, text.size());
    }
    void put(std::size_t at, unsigned number) noexcept {
        text_[at] = static_cast<char>('0' + number / 10 % 10);
        text_[at + 1] = static_cast<char>('0' + number % 10);
    }

    void format(std::chrono::sys_seconds second) noexcept {
        second_ = second;
        const auto day = std::chrono::floor<std::chrono::days>(second);
        const std::chrono::year_month_day date{day};
        const std::chrono::hh_mm_ss time{second - day};
        const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
        put(0, days[std::chrono::weekday{day}.c_encoding()]);
        put(3, ", ");
        put(5, static_cast<unsigned>(date.day()));
        put(7, " ");
        put(8, months[static_cast<unsigned>(date.month()) - 1]);
        put(11, " ");
        put(12, year / 100);
        put(14, year);
        put(16, " ");
        put(17, static_cast<unsigned>(time.hours().count()));
        put(19, ":");
        put(20, static_cast<unsigned>(time.minutes().count()));
        put(22, ":");
        put(23, static_cast<unsigned>(time.seconds().count()));
        put(25, " GMT");
    }

    std::chrono::sys_seconds second_ = std::chrono::sys_seconds::max();
    std::array<char, 29> text_{};
};

}  // namespace

std::string_view date_now() noexcept {
    // What a thread remembers of a pure function; called from plain functions only, so no coroutine
    // suspends while it holds the address.
    thread_local formatted_date last;
    const auto now = std::chrono::floor<std::chrono::seconds>(wall_clock_now());
    return last.at(std::chrono::sys_seconds{now});
}

std::string http_date(std::chrono::sys_seconds time) {
    formatted_date made;
    return std::string{made.at(time)};
}

}  // namespace bounce::http::detail
