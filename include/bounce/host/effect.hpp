#pragma once

#include "bounce/host/answer.hpp"
#include "bounce/host/environment.hpp"
#include "bounce/runtime/task.hpp"
#include "bounce/script/native_table.hpp"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace bounce::host {

/// The asynchronous half of a native function: reads its arguments, at once and on the isolate's thread,
/// and gives the task that does the work. The task owns what it needs; it runs wherever the runtime
/// lets it, and is asked to stop when nobody waits for its answer any more.
///
///     script::fallible<task<answer>> begin_read(environment&, std::span<const script::value> a) {
///         return read(std::string{a[0].text()});     // task<answer> read(std::string path)
///     }
///     add_effect(natives, {"fs", "read", {parameter_type::string}, effect_class::read}, begin_read);
using effect = script::fallible<task<answer>> (*)(environment& world,
                                                  std::span<const script::value> arguments);

/// Where and as what an effect is registered.
struct effect_signature {
    effect_signature(std::string in_module, std::string called,
                     std::vector<script::parameter_type> takes, script::effect_class does)
        : module{std::move(in_module)},
          name{std::move(called)},
          parameters{std::move(takes)},
          effects{does} {}

    std::string module;
    std::string name;
    std::vector<script::parameter_type> parameters;
    script::effect_class effects;
};

void add_effect(script::native_table& table, effect_signature as, effect begin);

/// The task that performs an operation of a script, or why there is none: nobody knows how (it belongs to
/// durable execution, say), or its arguments are wrong. On the isolate's thread.
[[nodiscard]] script::fallible<task<answer>> perform(environment& world,
                                                     const script::native_table& natives,
                                                     const script::operation& wanted);

}  // namespace bounce::host
