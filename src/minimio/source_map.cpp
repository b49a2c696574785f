#include "minimio/source_map.hpp"

#include <algorithm>

namespace bounce::minimio::detail {

void source_map::grow() {
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

}  // namespace bounce::minimio::detail
