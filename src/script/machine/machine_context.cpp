#include "script/machine/machine_context.hpp"

#include "script/code/intrinsics.hpp"
#include "script/machine/isolate_state.hpp"
#include "script/machine/module.hpp"
#include "script/values/fn.hpp"

#include <array>
#include <utility>

namespace bounce::script {

machine_context::machine_context(isolate_state& state) noexcept
    : native_context{state.heap, state.bounds.values}, state_{state} {}

bool machine_context::is_scripted(const fn_object& f, std::size_t arguments) const {
    const std::size_t all = f.curried.size() + arguments;
    if (f.resolved()) return f.home->functions[f.function].code->parameters == all;
    return f.home != nullptr && f.home->find(f.name.text(), all) != nullptr;
}

bool machine_context::accepts(const fn_object& f, std::size_t arguments) const {
    if (is_scripted(f, arguments)) return true;
    if (f.resolved()) return false;
    const std::size_t all = f.curried.size() + arguments;
    const std::string_view name = f.name.text();
    const module* prelude = state_.code.linked().prelude;
    // What is a method there takes its first argument as its receiver.
    if (prelude != nullptr && all != 0 && prelude->find(name, all - 1) != nullptr) return true;
    if (is_intrinsic(name, all)) return true;
    const overload_set* natives = state_.code.natives().natives().find({}, name);
    return natives != nullptr && !natives->of_arity(all).empty();
}

void machine_context::log(log_level level, std::string text) {
    using stream = output_line::stream;
    constexpr std::array streams{stream::debug, stream::info, stream::warning, stream::error};
    charge(text.size());
    state_.output_bytes += text.size() + sizeof(output_line);
    state_.output.push_back({streams[static_cast<std::size_t>(level)], std::move(text)});
}

}  // namespace bounce::script
