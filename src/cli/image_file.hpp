#pragma once

#include "bounce/base/result.hpp"
#include "bounce/script/engine.hpp"
#include "bounce/script/isolate.hpp"
#include "bounce/script/program.hpp"

#include <memory>
#include <string>

namespace bounce::cli {

/// Writes a stopped script to a file that nobody else may read: its code, then its image. It replaces a
/// file that is there, at once or not at all.
[[nodiscard]] result<void> write_image_file(const std::string& path, const script::program& code,
                                            const script::isolate& stopped);

/// The script that such a file holds. Nothing in the file is trusted: code is verified, the image is
/// verified against it. The errors name the file.
[[nodiscard]] result<script::isolate> read_image_file(
    const std::string& path, std::shared_ptr<const script::engine> natives);

}  // namespace bounce::cli
