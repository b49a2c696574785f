#pragma once

#include "bounce/script/engine.hpp"

#include <memory>

namespace bounce::host {

/// The standard library, and the modules that reach the world: fs, http, net, crypto, json, time, env,
/// log. docs/language.md lists their functions. A native of these knows its environment through the
/// isolate that `run_isolate` runs.
[[nodiscard]] script::native_table library();

/// An engine with `library()` and nothing else.
[[nodiscard]] std::shared_ptr<const script::engine> make_engine();

}  // namespace bounce::host
