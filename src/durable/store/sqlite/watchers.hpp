#pragma once

#include "bounce/base/threads.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace bounce::durable::sqlite_store_detail {

/// Who wants to know that something changed.
class watchers {
public:
    /// `changed` is called until the handle is destroyed, which waits for a call that is under way.
    [[nodiscard]] std::shared_ptr<void> add(std::function<void()> changed);
    void notify();
    [[nodiscard]] bool none() const;

private:
    struct watcher {
        os_mutex mutex;
        std::function<void()> changed;  // empty: the handle is gone
    };

    mutable os_mutex mutex_;
    std::vector<std::weak_ptr<watcher>> all_;
};

}  // namespace bounce::durable::sqlite_store_detail
