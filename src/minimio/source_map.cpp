#include "minimio/source_map.hpp"

#include <algorithm>
#include <functional>

namespace bounce::minimio::detail {

std::size_t source_map::bucket_of(raw_source source) const noexcept {
    // Descriptors are small numbers in a row: the lowest bits alone spread them best.
    return std::hash<decltype(source.fd)>{}(source.fd) & (buckets_.size() - 1);
}

bool source_map::contains(raw_source source) const noexcept {
    if (buckets_.empty()) return false;
    std::uint32_t index = buckets_[bucket_of(source)];
    while (index != no_index && slots_.at(index).source != source) index = slots_.at(index).link;
    return index != no_index;
}

void source_map::reserve_one() {
    if (count_ < buckets_.size()) return;
    std::vector<std::uint32_t> larger(std::max<std::size_t>(16, 2 * buckets_.size()), no_index);
    buckets_.swap(larger);
    count_ = 0;
    for (std::uint32_t head : larger)
        for (std::uint32_t index = head; index != no_index;) {
            const std::uint32_t next = slots_.at(index).link;
            insert(index);
            index = next;
        }
}

void source_map::insert(std::uint32_t index) noexcept {
    slot& s = slots_.at(index);
    std::uint32_t& head = buckets_[bucket_of(s.source)];
    s.link = head;
    head = index;
    ++count_;
}

void source_map::erase(std::uint32_t index) noexcept {
    slot& s = slots_.at(index);
    std::uint32_t* at = &buckets_[bucket_of(s.source)];
    while (*at != index) at = &slots_.at(*at).link;
    *at = s.link;
    s.link = no_index;
    --count_;
}

}  // namespace bounce::minimio::detail
