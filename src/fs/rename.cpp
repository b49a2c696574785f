#include "bounce/fs/rename.hpp"

#include "fs/on_pool.hpp"
#include "fs/sys/name_calls.hpp"

#include <utility>

namespace bounce::fs {

operation<void> rename(std::string from, std::string to) {
    return detail::on_pool("file rename", [from = std::move(from), to = std::move(to)] {
        return sys::rename(from, to).in("rename", from + " to " + to);
    });
}

}  // namespace bounce::fs
