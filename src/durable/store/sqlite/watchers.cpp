#include "durable/store/sqlite/watchers.hpp"

#include <algorithm>
#include <utility>

namespace bounce::durable::sqlite_store_detail {

std::shared_ptr<void> watchers::add(std::function<void()> changed) {
    auto one = std::make_shared<watcher>();
    one->changed = std::move(changed);
    {
        const lock_guard<os_mutex> guard{mutex_};
        all_.push_back(one);
    }
    // The handle holds the watcher; when it goes, the function is taken away under the watcher's lock,
    // which a call that is under way holds.
    return std::shared_ptr<void>{one.get(), [held = one](void*) {
                                     const lock_guard<os_mutex> guard{held->mutex};
                                     held->changed = nullptr;
                                 }};
}

void watchers::notify() {
    std::vector<std::shared_ptr<watcher>> present;
    {
        const lock_guard<os_mutex> guard{mutex_};
        std::erase_if(all_, [](const auto& each) { return each.expired(); });
        for (const auto& each : all_) {
            if (auto one = each.lock()) present.push_back(std::move(one));
        }
    }
    for (const auto& one : present) {
        const lock_guard<os_mutex> guard{one->mutex};
        if (one->changed) one->changed();
    }
}

bool watchers::none() const {
    const lock_guard<os_mutex> guard{mutex_};
    return std::ranges::all_of(all_, [](const auto& each) { return each.expired(); });
}

}  // namespace bounce::durable::sqlite_store_detail
