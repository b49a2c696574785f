#pragma once

#include "bounce/fs/file.hpp"
#include "bounce/fs/metadata.hpp"

#include <utility>

namespace bounce::fs {

/// What directory_tree::open gives: an open file and what is known of it.
struct found_file {
    fs::file file;
    metadata info;

    found_file() noexcept = default;
    found_file(fs::file f, const metadata& i) noexcept : file{std::move(f)}, info{i} {}
};

}  // namespace bounce::fs
