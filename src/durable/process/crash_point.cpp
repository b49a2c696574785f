#include "durable/process/crash_point.hpp"

#include "durable/process/sys/kill_this_process.hpp"

#include "bounce/base/assert.hpp"
#include "bounce/base/threads.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>

namespace bounce::durable {

#ifdef BOUNCE_CRASH_POINTS

namespace {

struct chosen_point {
    std::string name;
    std::uint64_t time = 1;
};

chosen_point read_choice() {
    const char* const given = std::getenv("BOUNCE_CRASH_AT");
    chosen_point chosen;
    if (given == nullptr || *given == '\0') return chosen;
    const std::string_view text = given;
    const std::size_t colon = std::min(text.find(':'), text.size());
    chosen.name = text.substr(0, colon);
    const std::string_view digits = colon < text.size() ? text.substr(colon + 1) : "1";
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), chosen.time);
    const bool known =
        std::ranges::find(crash_point_names, chosen.name) != std::end(crash_point_names);
    if (!known || read.ec != std::errc{} || read.ptr != digits.data() + digits.size() ||
        chosen.time == 0)
        fatal("BOUNCE_CRASH_AT=" + std::string{text} + " names no crash point and time");
    return chosen;
}

}  // namespace

void crash_point(std::string_view name) noexcept {
    static const chosen_point chosen = read_choice();
    // How often the chosen point was reached; relaxed, since only the count itself matters.
    static atomic<std::uint64_t> reached{0};
    if (name != chosen.name) return;
    if (reached.fetch_add(1, memory_order_relaxed) + 1 == chosen.time) sys::kill_this_process();
}

#endif

}  // namespace bounce::durable
