#include "bounce/minimio/events.hpp"

#include "minimio/loop.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace bounce::minimio {

events::events(std::size_t capacity) : entries_(std::max<std::size_t>(capacity, 1)) {}
events::events(events&& other) noexcept = default;
events& events::operator=(events&& other) noexcept = default;
events::~events() = default;

void events::iterator::settle() noexcept {
    for (; position_ < owner_->count_; ++position_) {
        const std::optional<event> live = owner_->loop_->read(owner_->entries_[position_]);
        if (live) {
            current_ = *live;
            return;
        }
    }
}

}  // namespace bounce::minimio
