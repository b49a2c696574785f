#pragma once

#include "script/code/module_code.hpp"

#include <memory>

namespace bounce::script {

/// The prelude, compiled: the module that every other imports first. It uses nothing but the standard
/// library, so it is the same for every engine. Compiled once in a process, when it is first asked for.
[[nodiscard]] std::shared_ptr<const module_code> prelude_module();

}  // namespace bounce::script
