#pragma once

#include "bounce/durable/program.hpp"
#include "bounce/script/executable.hpp"
#include "bounce/script/limits.hpp"

#include <utility>

namespace bounce::durable {

/// What `run_info::kind` says of scripts, with the version of their images and values.
inline constexpr std::string_view script_kind = "script/0";

/// A script as the engine sees programs: the image of its isolate is the state, and what the isolate asks
/// for becomes commands.
///
/// An operation of the isolate keeps its number as an operation of the run. `step` is a step with a
/// function; any other effect is a step of its own, a host call; `child` and `send_signal` are the
/// engine's. What gives live handles, and so cannot be recorded, is refused outside steps.
class script_program final : public program {
public:
    script_program(script::executable code, const script::limits& bounds)
        : code_{std::move(code)}, bounds_{bounds} {}

    [[nodiscard]] result<std::unique_ptr<instance>> begin(const run_info& run) const override;
    [[nodiscard]] result<std::unique_ptr<instance>> open(const run_info& run,
                                                         bytes_view state) const override;

    [[nodiscard]] const script::executable& code() const noexcept { return code_; }

private:
    script::executable code_;
    script::limits bounds_;
};

}  // namespace bounce::durable
