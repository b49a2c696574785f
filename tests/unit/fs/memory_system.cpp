#include "memory_system.hpp"

#include "fs/sys/directory_calls.hpp"
#include "fs/sys/environment.hpp"
#include "fs/sys/file_calls.hpp"
#include "fs/sys/name_calls.hpp"

#include <algorithm>
#include <utility>

namespace bounce::fs_test {

memory_system& memory_system::instance() {
    static memory_system only;
    return only;
}

void memory_system::put(const std::string& path, const std::string& content, fs::file_mode mode) {
    names[path] = synced_names[path] = std::make_shared<file>(file{content, content, mode});
}

std::string memory_system::content(const std::string& path) const {
    return names.at(path)->content;
}
fs::file_mode memory_system::mode(const std::string& path) const { return names.at(path)->mode; }

void memory_system::cut_power(bool names_survive) {
    if (!names_survive) names = synced_names;
    for (auto& [name, f] : names) f->content = f->synced;
    fail_from = fail_to = std::numeric_limits<std::size_t>::max();
}

std::error_code memory_system::enter(std::string call) {
    calls.push_back(std::move(call));
    if (calls.size() < fail_from || calls.size() > fail_to) return {};
    return std::make_error_code(failure);
}

}  // namespace bounce::fs_test

namespace bounce::fs::sys {

namespace {

using fs_test::memory_system;

memory_system& disk() { return memory_system::instance(); }

memory_system::handle& of(handle h) { return disk().handles.at(h.value); }

result<std::size_t> take(const memory_system::handle& from, bytes_span into, std::size_t offset) {
    const std::string& content = from.opened->content;
    if (offset >= content.size()) return std::size_t{0};
    const std::size_t count = std::min({into.size(), content.size() - offset, disk().transfer_max});
    std::ranges::copy(as_bytes(std::string_view{content}.substr(offset, count)), into.begin());
    return count;
}

result<std::size_t> put(const memory_system::handle& to, bytes_view from, std::size_t offset) {
    if (disk().room == 0) return error{std::errc::no_space_on_device};
    const std::size_t count = std::min({from.size(), disk().room, disk().transfer_max});
    std::string& content = to.opened->content;
    content.resize(std::max(content.size(), offset + count));
    content.replace(offset, count, as_text(from.first(count)));
    disk().room -= count;
    return count;
}

metadata describe(const memory_system::file& f) {
    metadata info;
    info.type = file_type::regular;
    info.mode = f.mode;
    info.size_bytes = f.content.size();
    return info;
}

}  // namespace

result<void> close(handle opened) noexcept {
    const std::error_code failed = disk().enter("close");
    disk().handles.erase(opened.value);
    --disk().open_handles;
    if (failed) return error{failed};
    return {};
}

result<unique_handle> open(const std::string& path, const open_options& how) {
    if (auto failed = disk().enter("open")) return error{failed};
    auto& names = disk().names;
    if (how.create_new && names.contains(path)) return error{std::errc::file_exists};
    if (!how.create && !how.create_new && !names.contains(path))
        return error{std::errc::no_such_file_or_directory};
    auto& found = names[path];
    if (!found)
        found = std::make_shared<memory_system::file>(memory_system::file{"", "", how.mode});
    if (how.truncate) found->content.clear();
    const handle made{disk().next_handle++};
    disk().handles[made.value] = {found, how.append ? found->content.size() : 0};
    ++disk().open_handles;
    return unique_handle{made};
}

result<std::size_t> read(handle from, bytes_span into) {
    if (auto failed = disk().enter("read")) return error{failed};
    if (disk().during_read) disk().during_read();
    auto& at = of(from);
    result<std::size_t> count = take(at, into, at.position);
    if (count) at.position += *count;
    return count;
}

result<std::size_t> read_at(handle from, bytes_span into, std::uint64_t offset) {
    if (auto failed = disk().enter("read_at")) return error{failed};
    if (disk().during_read) disk().during_read();
    return take(of(from), into, offset);
}

result<std::size_t> write(handle to, bytes_view from) {
    if (auto failed = disk().enter("write")) return error{failed};
    auto& at = of(to);
    result<std::size_t> count = put(at, from, at.position);
    if (count) at.position += *count;
    return count;
}

result<std::size_t> write_at(handle to, bytes_view from, std::uint64_t offset) {
    if (auto failed = disk().enter("write_at")) return error{failed};
    return put(of(to), from, offset);
}

result<void> sync(handle file) {
    if (auto failed = disk().enter("sync")) return error{failed};
    of(file).opened->synced = of(file).opened->content;
    return {};
}

result<void> truncate(handle file, std::uint64_t size_bytes) {
    if (auto failed = disk().enter("truncate")) return error{failed};
    of(file).opened->content.resize(size_bytes);
    return {};
}

result<metadata> stat(handle file) {
    if (auto failed = disk().enter("stat")) return error{failed};
    return describe(*of(file).opened);
}

result<void> set_mode(handle file, file_mode mode) {
    if (auto failed = disk().enter("set_mode")) return error{failed};
    of(file).opened->mode = mode;
    return {};
}

result<std::size_t> copy_range(handle from, handle to, std::size_t size_bytes) {
    if (!disk().can_copy_range) return errc::unsupported;
    bytes buffer(std::min<std::size_t>(size_bytes, 7));
    if (auto failed = disk().enter("copy_range")) return error{failed};
    result<std::size_t> count = take(of(from), buffer, of(from).position);
    if (!count || *count == 0) return count;
    result<std::size_t> written = put(of(to), bytes_view{buffer}.first(*count), of(to).position);
    if (!written) return written;
    of(from).position += *written;
    of(to).position += *written;
    return written;
}

result<metadata> stat(const std::string& path, links) {
    if (auto failed = disk().enter("stat")) return error{failed};
    const auto found = disk().names.find(path);
    if (found == disk().names.end()) return error{std::errc::no_such_file_or_directory};
    return describe(*found->second);
}

result<void> rename(const std::string& from, const std::string& to) {
    if (auto failed = disk().enter("rename")) return error{failed};
    disk().names[to] = disk().names.at(from);
    disk().names.erase(from);
    return {};
}

result<void> remove(const std::string& path) {
    if (auto failed = disk().enter("remove")) return error{failed};
    return disk().names.erase(path) != 0 ? result<void>{}
                                         : error{std::errc::no_such_file_or_directory};
}

result<void> sync_directory(const std::string&) {
    if (auto failed = disk().enter("sync_directory")) return error{failed};
    disk().synced_names = disk().names;
    return {};
}

result<std::uint64_t> random_number() { return disk().next_random += 0x9e3779b9; }

// This disk has one directory and no links.
std::string temporary_directory() { return "/tmp"; }
result<void> set_mode(const std::string&, file_mode) { return errc::unsupported; }
result<void> make_directory(const std::string&, file_mode) { return errc::unsupported; }
result<std::string> read_symlink(const std::string&) { return errc::unsupported; }
result<void> make_symlink(const std::string&, const std::string&) { return errc::unsupported; }
result<unique_handle> open_directory(const std::string&) { return errc::unsupported; }
result<unique_handle> open_directory(handle, const std::string&) { return errc::unsupported; }
result<std::vector<directory_entry>> list(handle, std::size_t) { return errc::unsupported; }
result<void> remove_directory(handle, const std::string&) { return errc::unsupported; }
result<void> remove_file(handle, const std::string&) { return errc::unsupported; }
result<unique_handle> open_beneath(handle, const std::string&) { return errc::unsupported; }
result<unique_handle> walk_beneath(handle, const std::string&) { return errc::unsupported; }

}  // namespace bounce::fs::sys
