#include "script/compile/suggestion.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace bounce::script {

namespace {

/// Letters to insert, drop or change to make one of the other; exchanging two neighbours is one step.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min(
                {last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

}  // namespace

// A third of the letters may differ, but never all of a short name.
suggestion::suggestion(std::string_view written) noexcept
    : written_{written},
      distance_{written.size() < 2 ? 1 : 1 + std::max<std::size_t>(1, written.size() / 3)} {}

void suggestion::offer(std::string_view name) {
    const std::size_t longer = std::max(name.size(), written_.size());
    const std::size_t shorter = std::min(name.size(), written_.size());
    if (longer > 64 || longer - shorter >= distance_ || name == written_) return;
    const std::size_t distance = edit_distance(written_, name);
    if (distance >= distance_ || distance >= longer) return;
    distance_ = distance;
    best_ = name;
}

}  // namespace bounce::script
