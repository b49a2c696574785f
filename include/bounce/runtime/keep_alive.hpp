#pragma once

#include <memory>

namespace bounce {

/// As long as one is held, the loop of its runtime waits instead of ending, or of calling its tasks
/// stalled: for work that comes from other threads. May be held and dropped on any thread, also after
/// the runtime has ended.
class keep_alive {
public:
    keep_alive() noexcept = default;
    explicit keep_alive(std::shared_ptr<void> token) noexcept : token_{std::move(token)} {}

private:
    std::shared_ptr<void> token_;
};

}  // namespace bounce
