#include "bounce/fs/remove.hpp"

#include "fs/on_pool.hpp"
#include "fs/sys/name_calls.hpp"
#include "fs/tree_removal.hpp"

#include <utility>

namespace bounce::fs {

operation<void> remove(std::string path) {
    return detail::on_pool(
        "file remove", [path = std::move(path)] { return sys::remove(path).in("remove", path); });
}

operation<std::uint64_t> remove_all(std::string path) {
    // A name that ends in a slash or a dot is not the one that the directory goes by in its parent.
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    if (path.empty() || path == "/" || path == "." || path == ".." || path.ends_with("/.") ||
        path.ends_with("/.."))
        co_return error{errc::invalid_argument}.in("remove all of", path);

    detail::tree_removal removal{std::move(path)};
    const auto step = [&removal] { return removal.step(); };
    for (;;) {
        const result<bool> done = co_await submit("file remove", step);
        if (!done) co_return done.error();
        if (*done) co_return removal.removed();
    }
}

}  // namespace bounce::fs
