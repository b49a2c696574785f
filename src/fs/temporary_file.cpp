#include "bounce/fs/temporary_file.hpp"

#include "fs/new_name.hpp"
#include "fs/on_pool.hpp"
#include "fs/open_file.hpp"
#include "fs/sys/environment.hpp"
#include "fs/sys/file_calls.hpp"
#include "fs/sys/name_calls.hpp"

#include <utility>

namespace bounce::fs {

namespace {

std::string beginning(const std::string& prefix, const std::string& directory) {
    return detail::join(directory.empty() ? temporary_directory() : directory, prefix);
}

result<temporary_file> create_file(const std::string& prefix, const std::string& directory) {
    std::string name;
    result<sys::unique_handle> made = detail::create_new(
        name, beginning(prefix, directory), "",
        [](const std::string& free) { return sys::open(free, open_options::to_create()); });
    if (!made) return std::move(made).error();
    return temporary_file{file{std::make_shared<detail::open_file>(*std::move(made), name)}, name};
}

result<std::string> create_place(const std::string& prefix, const std::string& directory) {
    std::string name;
    result<void> made = detail::create_new(
        name, beginning(prefix, directory), "",
        [](const std::string& free) { return sys::make_directory(free, private_directory); });
    if (!made) return std::move(made).error();
    return name;
}

}  // namespace

std::string temporary_directory() { return sys::temporary_directory(); }

operation<temporary_file> create_temporary_file(std::string prefix, std::string directory) {
    return detail::on_pool("file open",
                           [prefix = std::move(prefix), directory = std::move(directory)] {
                               return create_file(prefix, directory);
                           });
}

operation<std::string> create_temporary_directory(std::string prefix, std::string directory) {
    return detail::on_pool("directory create",
                           [prefix = std::move(prefix), directory = std::move(directory)] {
                               return create_place(prefix, directory);
                           });
}

}  // namespace bounce::fs
