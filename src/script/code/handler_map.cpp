#include "script/code/handler_map.hpp"

#include <algorithm>

namespace bounce::script {

namespace {

bool is_well_formed(const handler& h, std::size_t words) noexcept {
    return h.begin < h.end && h.end <= h.target && h.target < words;
}

/// Numbers of the handlers, outer ones before those inside them.
std::vector<std::uint32_t> outside_in(std::span<const handler> table) {
    std::vector<std::uint32_t> order(table.size());
    for (std::size_t n = 0; n < order.size(); ++n) order[n] = static_cast<std::uint32_t>(n);
    std::ranges::sort(order, [&](std::uint32_t x, std::uint32_t y) {
        if (table[x].begin != table[y].begin) return table[x].begin < table[y].begin;
        if (table[x].end != table[y].end) return table[x].end > table[y].end;
        return x > y;
    });
    return order;
}

}  // namespace

std::optional<handler_map> handler_map::of(std::span<const handler> table, std::size_t words) {
    handler_map map;
    std::vector<std::uint32_t> open;  // outer ranges around the place reached, outermost first
    const auto close_until = [&](std::uint32_t pc) {
        while (!open.empty() && table[open.back()].end <= pc) {
            const std::uint32_t ended = table[open.back()].end;
            open.pop_back();
            map.stretches_.push_back({ended, open.empty() ? none : open.back()});
        }
    };
    for (const std::uint32_t n : outside_in(table)) {
        if (!is_well_formed(table[n], words)) return std::nullopt;
        close_until(table[n].begin);
        if (!open.empty() && (table[n].end > table[open.back()].end || n > open.back()))
            return std::nullopt;
        map.stretches_.push_back({table[n].begin, n});
        open.push_back(n);
    }
    close_until(0xffff'ffff);
    return map;
}

std::uint32_t handler_map::innermost(std::uint32_t pc) const noexcept {
    // Of several stretches that begin at one place the last one counts.
    const auto behind = std::ranges::upper_bound(stretches_, pc, {}, &stretch::begin);
    return behind == stretches_.begin() ? none : std::prev(behind)->handler;
}

}  // namespace bounce::script
