#include "script/machine/machine_context.hpp"

#include "script/code/intrinsics.hpp"
#include "script/machine/isolate_state.hpp"
#include "script/machine/module.hpp"
#include "script/values/fn.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bounce::script {

namespace {

// A method takes its first argument as its receiver, whatever the type.
[[nodiscard]] bool is_found(const module& prelude, std::string_view name, std::size_t arguments) {
    const auto found = prelude.by_name.find(name);
    if (found == prelude.by_name.end()) return false;
    return std::ranges::any_of(found->second, [&](const linked_function* f) {
        const std::size_t receiver = f->code->receiver_type.empty() ? 0 : 1;
        return !f->code->is_private && f->code->parameters + receiver == arguments;
    });
}

}  // namespace

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
    if (prelude != nullptr && is_found(*prelude, name, all)) return true;
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
