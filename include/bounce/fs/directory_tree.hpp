#pragma once

#include "bounce/fs/directory_entry.hpp"
#include "bounce/fs/found_file.hpp"
#include "bounce/fs/list_directory_options.hpp"
#include "bounce/runtime/operation.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bounce::fs {

namespace detail {
struct open_file;
}

/// A directory and everything below it, for reading by names that come from strangers: no name leads
/// out of it. Neither "..", nor an absolute path, nor a symbolic link (as such, or put in the way while a
/// name is looked up) opens anything else; the attempt is an error that equals
/// `std::errc::cross_device_link`, `too_many_symbolic_link_levels` or `no_such_file_or_directory`,
/// depending on the system. Links that stay inside work where the system can check them (Linux 5.6 and
/// later) and are refused elsewhere.
///
///     auto site = co_await co_await fs::directory_tree::open("/srv/www");
///     auto page = co_await site.find("index.html");
///
/// It stays the same directory if its name is given to another. Threads: operations may overlap and be
/// started from any thread of a runtime.
class directory_tree {
public:
    directory_tree() noexcept = default;
    explicit directory_tree(std::shared_ptr<detail::open_file> root) noexcept
        : root_{std::move(root)} {}

    [[nodiscard]] static operation<directory_tree> open(std::string path);

    /// As it was given to `open`.
    [[nodiscard]] const std::string& path() const noexcept;

    /// Opens what `name` (relative; "." is the root itself) leads to, for reading, and says what it is.
    /// Never waits for the other end of a FIFO. What is neither a regular file nor a directory is an
    /// error, `errc::unsupported`.
    [[nodiscard]] operation<found_file> find(std::string name) const;

    /// As list_directory, of a directory in the tree.
    [[nodiscard]] operation<std::vector<directory_entry>> list(
        std::string name, list_directory_options options = list_directory_options{}) const;

private:
    std::shared_ptr<detail::open_file> root_;
};

}  // namespace bounce::fs
