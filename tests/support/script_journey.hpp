#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/script/compile.hpp"
#include "bounce/script/engine.hpp"
#include "bounce/script/isolate.hpp"

#include <cstddef>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Programs that are stopped and written down wherever they can be, and go on from each of these images in
// another process that has nothing of this one: code and images are read from a file. The host is always
// the same: a clock that stands still while a program runs, and somebody who answers whoever waits for the
// signal "x" with "x!".

namespace script_journey {

namespace script = bounce::script;

/// How a program ended, in words that can be compared: the lines it printed, then its value or its error.
struct ending {
    std::string text;
    script::run_result result;  // belongs to the isolate
};

/// A program, where it was written down, and what it must come to from each of these places.
struct journey {
    std::string name;
    script::program code;
    std::vector<bounce::bytes> images;
    std::string ending;
};

/// What the other process found wrong with one journey.
struct complaint {
    std::string name;
    std::string why;
};

/// With the standard library and nothing else.
[[nodiscard]] std::expected<script::program, script::compile_failure> compile(
    std::string_view source, std::string_view name, const script::source_loader& loader = {});
/// The program linked, after the verifier has seen it. It is a mistake of the compiler if that fails, so
/// the message says why.
[[nodiscard]] std::expected<script::executable, std::string> link(const script::program& code);

/// An isolate of that program, about to run.
[[nodiscard]] script::isolate begin(const script::executable& code);
/// Runs it to its end.
[[nodiscard]] ending play(script::isolate& iso);

/// Runs a program and writes it down at each safepoint and whenever it waits. Fails with why it cannot be
/// written down, or with how it ended otherwise than undisturbed.
[[nodiscard]] std::expected<journey, std::string> travel(std::string name,
                                                         const script::program& code,
                                                         const std::string& expected);

/// Has another process go on from every image. Ends this process if that one cannot be started.
[[nodiscard]] std::vector<complaint> go_on_elsewhere(std::span<const journey> journeys);

/// The other process: goes on from everything in the file, and writes what is wrong behind it. Programs
/// that call `go_on_elsewhere` do this when their arguments are `argument` and a file.
int restore_all(const std::filesystem::path& file);
inline constexpr std::string_view argument = "--restore-all-of";

}  // namespace script_journey
