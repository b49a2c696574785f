#include "cli/suggestion.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace bounce::cli {

namespace {

/// How many letters have to be changed, added, removed or swapped with their neighbour.
std::size_t distance(std::string_view a, std::string_view b) {
    // rows[i]: from the first i letters of a to the letters of b looked at so far, before and now.
    std::vector<std::size_t> two_before(a.size() + 1);
    std::vector<std::size_t> before(a.size() + 1);
    std::vector<std::size_t> now(a.size() + 1);
    std::iota(now.begin(), now.end(), std::size_t{0});
    for (std::size_t j = 1; j <= b.size(); ++j) {
        two_before = std::exchange(before, now);
        now[0] = j;
        for (std::size_t i = 1; i <= a.size(); ++i) {
            const std::size_t change = before[i - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            now[i] = std::min({change, before[i] + 1, now[i - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[i] = std::min(now[i], two_before[i - 2] + 1);
        }
    }
    return now[a.size()];
}

}  // namespace

std::string closest(std::string_view typed, const std::vector<std::string>& names) {
    std::string best;
    std::size_t least = std::min<std::size_t>(2, typed.size() / 2) + 1;
    for (const std::string& name : names) {
        const std::size_t wrong = distance(typed, name);
        if (wrong < least) {
            least = wrong;
            best = name;
        }
    }
    if (!best.empty() || typed.empty()) return best;
    const auto begins = [&](const std::string& name) { return name.starts_with(typed); };
    if (std::ranges::count_if(names, begins) != 1) return {};
    return *std::ranges::find_if(names, begins);
}

}  // namespace bounce::cli
