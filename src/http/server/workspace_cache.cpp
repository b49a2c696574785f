#include "http/server/workspace_cache.hpp"

#include <utility>

namespace bounce::http::detail {

workspace_cache::workspace_cache(const server_options& options) {
    limits_.max_header_bytes = options.max_header_bytes;
    limits_.max_header_fields = options.max_header_fields;
    for (part& each : parts_) each.free.reserve(kept_by_part);
}

std::unique_ptr<workspace> workspace_cache::take(std::size_t connection) {
    part& mine = parts_[connection % parts];
    {
        const lock_guard<spin_lock> guard{mine.lock};
        if (!mine.free.empty()) {
            auto taken = std::move(mine.free.back());
            mine.free.pop_back();
            return taken;
        }
    }
    return std::make_unique<workspace>(limits_);
}

void workspace_cache::give_back(std::size_t connection, std::unique_ptr<workspace> done) noexcept {
    if (done->output.capacity() > 2 * workspace::output_bytes) return;
    part& mine = parts_[connection % parts];
    const lock_guard<spin_lock> guard{mine.lock};
    if (mine.free.size() < kept_by_part) mine.free.push_back(std::move(done));
}

}  // namespace bounce::http::detail
