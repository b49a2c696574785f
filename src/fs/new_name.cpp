#include "fs/new_name.hpp"

#include "fs/sys/environment.hpp"

#include "bounce/base/bytes.hpp"

#include <cstdint>
#include <span>

namespace bounce::fs::detail {

std::string directory_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return ".";
    return std::string{slash == 0 ? path.substr(0, 1) : path.substr(0, slash)};
}

std::string_view name_of(std::string_view path) noexcept {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string join(std::string_view directory, std::string_view name) {
    std::string path{directory};
    if (!path.empty() && path.back() != '/') path += '/';
    return path.append(name);
}

result<std::string> new_name(std::string_view prefix, std::string_view suffix) {
    result<std::uint64_t> number = sys::random_number();
    if (!number) return std::move(number).error().in("ask the system for a random number");
    const std::uint64_t value = *number;
    return std::string{prefix} + to_hex(std::as_bytes(std::span{&value, 1})) + std::string{suffix};
}

}  // namespace bounce::fs::detail
