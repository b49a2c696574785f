#include "fs/atomic_write.hpp"

#include "fs/new_name.hpp"
#include "fs/replaceable.hpp"
#include "fs/sys/file_calls.hpp"
#include "fs/sys/name_calls.hpp"
#include "fs/whole.hpp"

#include <utility>

namespace bounce::fs::detail {

namespace {

// Names are at most 255 bytes long, and ours is a little longer than the one it stands for.
constexpr std::size_t longest_stem = 200;

// The mode that the new file is to have: as asked for, or that of the old one. What is there and is no
// file, a directory or a device, is not to be replaced by one.
result<file_mode> wanted_mode(const std::string& path, const write_file_atomic_options& options) {
    result<metadata> old = sys::stat(path, links::follow);
    if (!old && old.error() == std::errc::no_such_file_or_directory)
        return options.mode.value_or(private_file);
    if (!old) return std::move(old).error().in("stat", path);
    if (auto may = check_replaceable(*old, path); !may) return std::move(may).error();
    return options.mode.value_or(old->mode);
}

// Completes and closes the new file. The order matters: nothing may be renamed that is not on the disk.
result<void> fill(sys::unique_handle file, const std::string& name, bytes_view content,
                  file_mode mode, bool sync) {
    if (auto written = write_all(file.get(), content); !written)
        return std::move(written).in("write", name);
    if (mode != private_file) {
        if (auto set = sys::set_mode(file.get(), mode); !set)
            return std::move(set).in("set mode of", name);
    }
    if (sync) {
        if (auto synced = sys::sync(file.get()); !synced) return std::move(synced).in("sync", name);
    }
    return sys::close(file.release()).in("close", name);
}

result<void> replace(const std::string& path, bytes_view content,
                     const write_file_atomic_options& options) {
    result<file_mode> mode = wanted_mode(path, options);
    if (!mode) return std::move(mode).error();

    const std::string directory = directory_of(path);
    const std::string stem = "." + std::string{name_of(path).substr(0, longest_stem)} + ".";
    std::string made;
    result<sys::unique_handle> file = create_new(
        made, path.find('/') == std::string::npos ? stem : join(directory, stem), ".tmp",
        [](const std::string& name) { return sys::open(name, open_options::to_create()); });
    if (!file) return std::move(file).error();

    result<void> outcome = fill(*std::move(file), made, content, *mode, options.sync);
    if (outcome) outcome = sys::rename(made, path).in("rename", made);
    if (!outcome) {
        // What could not be completed shall not lie about; that it might not go away is no better news.
        static_cast<void>(sys::remove(made));
        return outcome;
    }
    if (!options.sync) return {};
    return sys::sync_directory(directory).in("sync the directory of", path);
}

}  // namespace

result<void> atomic_write(const std::string& path, bytes_view content,
                          const write_file_atomic_options& options) {
    if (name_of(path).empty()) return error{std::errc::is_a_directory}.in("replace", path);
    return replace(path, content, options).in("replace", path);
}

}  // namespace bounce::fs::detail
