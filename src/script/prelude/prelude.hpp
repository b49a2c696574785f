#pragma once

#include <string_view>

namespace bounce::script {

/// The source of the prelude: the functions that take callbacks, written in the language. An ordinary
/// module, which every other module imports first.
[[nodiscard]] std::string_view prelude_source() noexcept;

}  // namespace bounce::script
