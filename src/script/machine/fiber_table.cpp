#include "script/machine/fiber_table.hpp"

#include <algorithm>

namespace bounce::script {

std::vector<fiber*> fiber_table::sorted() const {
    std::vector<fiber*> all;
    all.reserve(fibers_.size());
    for (const auto& [id, f] : fibers_) all.push_back(f.get());
    std::ranges::sort(all, {}, &fiber::id);
    return all;
}

}  // namespace bounce::script
