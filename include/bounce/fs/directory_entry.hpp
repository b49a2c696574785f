#pragma once

#include "bounce/fs/file_type.hpp"

#include <string>
#include <utility>

namespace bounce::fs {

/// One name in a directory. The type is that of the name itself: a symbolic link is a `symlink`,
/// wherever it leads.
struct directory_entry {
    std::string name;
    file_type type = file_type::other;

    directory_entry() noexcept = default;
    directory_entry(std::string n, file_type t) noexcept : name{std::move(n)}, type{t} {}

    friend bool operator==(const directory_entry&, const directory_entry&) = default;
};

}  // namespace bounce::fs
