#include "fs/tree_removal.hpp"

#include "fs/new_name.hpp"
#include "fs/sys/name_calls.hpp"

#include "bounce/base/limits.hpp"

#include <limits>
#include <utility>

namespace bounce::fs::detail {

namespace {

bool is_missing(const error& why) noexcept { return why == std::errc::no_such_file_or_directory; }

// That somebody else was faster is as good.
result<void> gone_or(result<void> removed, const std::string& path) {
    if (!removed && is_missing(removed.error())) return {};
    return std::move(removed).in("remove", path);
}

}  // namespace

result<bool> tree_removal::step() {
    if (!begun_) {
        begun_ = true;
        result<bool> simple = begin();
        if (!simple || *simple) return simple;
    }
    for (std::size_t n = 0; n < limits::remove_step_names && !levels_.empty(); ++n) {
        if (auto done = remove_next(); !done) return std::move(done).error();
    }
    return levels_.empty();
}

// True: there was nothing, or what was there was no directory and is gone.
result<bool> tree_removal::begin() {
    result<metadata> info = sys::stat(root_, links::keep);
    if (!info && is_missing(info.error())) return true;
    if (!info) return std::move(info).error().in("stat", root_);
    if (!info->is_directory()) {
        if (auto gone = sys::remove(root_); !gone)
            return std::move(gone).error().in("remove", root_);
        ++removed_;
        return true;
    }
    // Opened through its parent: like that no link is followed which has taken its place since.
    result<sys::unique_handle> parent = sys::open_directory(directory_of(root_));
    if (!parent) return std::move(parent).error().in("open", directory_of(root_));
    auto directory = sys::open_directory(parent->get(), std::string{name_of(root_)});
    if (!directory) return std::move(directory).error().in("open", root_);
    auto entries = sys::list(directory->get(), std::numeric_limits<std::size_t>::max());
    if (!entries) return std::move(entries).error().in("list", root_);
    levels_.push_back({*std::move(parent), {}});
    levels_.back().entries.emplace_back(std::string{name_of(root_)}, file_type::directory);
    levels_.push_back({*std::move(directory), *std::move(entries)});
    return false;
}

result<void> tree_removal::remove_next() {
    level& here = levels_.back();
    if (here.entries.empty()) return ascend();
    const directory_entry& next = here.entries.back();
    if (next.type == file_type::directory) {
        auto directory = sys::open_directory(here.directory.get(), next.name);
        if (directory) return descend(*std::move(directory));
        if (is_missing(directory.error())) {
            here.entries.pop_back();
            return {};
        }
        if (directory.error() != std::errc::not_a_directory &&
            directory.error() != std::errc::too_many_symbolic_link_levels)
            return std::move(directory).error().in("open", join(path_here(), next.name));
        // Somebody has put something else in its place: that is removed as what it is.
    }
    result<void> gone = sys::remove_file(here.directory.get(), next.name);
    if (gone) ++removed_;
    const std::string path = join(path_here(), next.name);
    here.entries.pop_back();
    return gone_or(std::move(gone), path);
}

result<void> tree_removal::descend(sys::unique_handle into) {
    auto entries = sys::list(into.get(), std::numeric_limits<std::size_t>::max());
    if (!entries) {
        const std::string& name = levels_.back().entries.back().name;
        return std::move(entries).error().in("list", join(path_here(), name));
    }
    levels_.push_back({std::move(into), *std::move(entries)});
    return {};
}

// The directory at the end of the way is empty: it goes, and its parent is next.
result<void> tree_removal::ascend() {
    levels_.pop_back();
    level& parent = levels_.back();
    const std::string name = std::move(parent.entries.back().name);
    parent.entries.pop_back();
    result<void> gone = sys::remove_directory(parent.directory.get(), name);
    if (gone) ++removed_;
    // The first level is the parent of the root and stays.
    if (levels_.size() == 1) {
        levels_.clear();
        return gone_or(std::move(gone), root_);
    }
    return gone_or(std::move(gone), join(path_here(), name));
}

// The path of the last level's directory: that of the root, and the names on the way down.
std::string tree_removal::path_here() const {
    std::string path = root_;
    for (std::size_t i = 1; i + 1 < levels_.size(); ++i)
        path = join(path, levels_[i].entries.back().name);
    return path;
}

}  // namespace bounce::fs::detail
