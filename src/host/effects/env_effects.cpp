#include "host/effects/arguments.hpp"
#include "host/effects/modules.hpp"
#include "script/values/array.hpp"

#include <cstdlib>
#include <optional>

namespace bounce::host {

namespace {

task<answer> arguments_of(std::vector<std::string> words) {
    co_return answer{[words = std::move(words)](script::heap_account& heap) {
        std::vector<value> items;
        items.reserve(words.size());
        for (const std::string& word : words) items.push_back(text_or_blob(heap, word));
        return script::make_array(&heap, std::move(items));
    }};
}

task<answer> variable(std::string name) {
    // Read here, once: the environment of a process does not change under Bounce's own hands.
    const char* content = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
    if (content == nullptr) co_return answer{};
    co_return answer{[text = std::string{content}](script::heap_account& heap) {
        return text_or_blob(heap, text);
    }};
}

task<answer> nothing() { co_return answer{}; }

task<answer> key_of_step(std::string key) {
    if (key.empty()) {
        answer::failure why{"not_in_a_step", "step_key: there is a key inside a step only"};
        co_return answer{std::move(why)};
    }
    co_return answer::of(std::move(key));
}

}  // namespace

void add_env(script::native_table& table) {
    add_effect(
        table, {"", "args", {}, effect_class::read},
        [](environment& world, arguments) -> begun { return arguments_of(world.arguments); });
    add_effect(
        table, {"env", "args", {}, effect_class::read},
        [](environment& world, arguments) -> begun { return arguments_of(world.arguments); });
    add_effect(table, {"env", "get", {type::string}, effect_class::read},
               [](environment&, arguments a) -> begun { return variable(text_of(a[0])); });
    // What fail() of the prelude tells whoever performs the step.
    add_effect(table, {"", "mark_as_final", {type::string}, effect_class::local},
               [](environment& world, arguments) -> begun {
                   world.failed_for_good = true;
                   return nothing();
               });
    add_effect(table, {"", "step_key", {}, effect_class::local},
               [](environment& world, arguments) -> begun { return key_of_step(world.key); });
}

}  // namespace bounce::host
