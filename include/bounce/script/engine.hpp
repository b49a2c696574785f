#pragma once

#include "bounce/script/native_table.hpp"

#include <memory>

namespace bounce::script {

/// What programs are linked with: the natives of the standard library and those the host adds. It is
/// filled by one thread, then frozen by `freeze`, and from then on shared by any number of threads and
/// programs.
///
///     native_table natives;
///     add_standard_library(natives);
///     natives.add({.module = "clock", .name = "ticks", ... });
///     std::shared_ptr<const engine> eng = engine::freeze(std::move(natives));
class engine {
public:
    /// The engine with exactly these natives. Nothing is added later.
    [[nodiscard]] static std::shared_ptr<const engine> freeze(native_table natives);
    /// The engine with the standard library and nothing else.
    [[nodiscard]] static std::shared_ptr<const engine> standard();

    [[nodiscard]] const native_table& natives() const noexcept { return natives_; }

private:
    explicit engine(native_table natives) noexcept : natives_{std::move(natives)} {}

    native_table natives_;
};

}  // namespace bounce::script
