#pragma once

namespace bounce::fs {

/// What a name in the file system stands for.
enum class file_type : unsigned char {
    regular,
    directory,
    symlink,
    fifo,
    socket,
    character_device,
    block_device,
    other,
};

}  // namespace bounce::fs
