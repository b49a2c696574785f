#include "script/machine/register_stack.hpp"

#include <algorithm>
#include <utility>

namespace bounce::script {

void register_stack::grow(std::size_t registers) {
    const std::size_t wanted = size_ == 0 ? registers : std::max(registers, size_ * 2);
    auto larger = std::make_unique<value[]>(wanted);
    for (std::size_t i = 0; i < size_; ++i) larger[i].swap(values_[i]);
    owner_->charge((wanted - size_) * sizeof(value));
    values_ = std::move(larger);
    size_ = wanted;
}

}  // namespace bounce::script
