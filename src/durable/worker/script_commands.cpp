#include "durable/worker/script_commands.hpp"

#include "script/values/array.hpp"
#include "script/values/fn.hpp"
#include "script/values/map.hpp"
#include "script/values/object.hpp"

#include "bounce/script/value_codec.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bounce::durable {

namespace {

using asked = std::expected<command, failure>;
using script::effect_class;
using script::value;
using type = script::parameter_type;

std::unexpected<failure> refuse(std::string kind, std::string message) {
    failure why{std::move(kind), std::move(message)};
    why.final = true;
    return std::unexpected{std::move(why)};
}
std::unexpected<failure> wrong(std::string message) {
    return refuse("ErrorMismatchDataType", std::move(message));
}

/// Reads the options of a call one by one, and knows at the end whether there were others.
class option_reader {
public:
    option_reader(std::string call, const value* options)
        : call_{std::move(call)},
          options_{options == nullptr ? nullptr : &script::as<script::map_object>(*options)} {}

    void count(std::string_view name, std::uint32_t& into) {
        const value* found = take(name);
        if (found == nullptr) return;
        if (!found->is_int() || found->as_int() < 1 || found->as_int() > 1'000'000'000) {
            complain(name, "a number of at least 1");
        } else {
            into = static_cast<std::uint32_t>(found->as_int());
        }
    }
    void duration(std::string_view name, nanoseconds& into) {
        const value* found = take(name);
        if (found == nullptr) return;
        if (!found->is_duration() || found->as_duration() < 0) {
            complain(name, "a duration such as 2s");
        } else {
            into = nanoseconds{found->as_duration()};
        }
    }
    void flag(std::string_view name, bool& into) {
        const value* found = take(name);
        if (found == nullptr) return;
        if (!found->is_bool()) {
            complain(name, "true or false");
        } else {
            into = found->as_bool();
        }
    }
    void text(std::string_view name, std::string& into) {
        const value* found = take(name);
        if (found == nullptr) return;
        if (!found->is_string() || found->text().empty()) {
            complain(name, "a string that is not empty");
        } else {
            into = found->text();
        }
    }
    void texts(std::string_view name, std::vector<std::string>& into) {
        const value* found = take(name);
        if (found == nullptr) return;
        if (!found->is_array()) return complain(name, "an array of strings");
        for (const value& item : script::as<script::array_object>(*found).items) {
            if (!item.is_string()) return complain(name, "an array of strings");
            into.emplace_back(item.text());
        }
    }
    template <class E>
    void choice(std::string_view name, E& into,
                std::initializer_list<std::pair<std::string_view, E>> choices) {
        const value* found = take(name);
        if (found == nullptr) return;
        std::string names;
        for (const auto& [word, meaning] : choices) {
            if (found->is_string() && found->text() == word) {
                into = meaning;
                return;
            }
            names += names.empty() ? "" : ", ";
            names += word;
        }
        complain(name, "one of " + names);
    }

    /// What was wrong with them, if anything.
    [[nodiscard]] std::optional<std::string> finish() {
        if (options_ != nullptr && !wrong_) {
            options_->for_each([&](const value& key, const value&) {
                if (std::ranges::find(known_, key.text()) != known_.end() || wrong_) return;
                std::string names;
                for (const std::string_view name : known_)
                    names += (names.empty() ? "" : ", ") + std::string{name};
                wrong_ = call_ + ": there is no option `" + std::string{key.text()} +
                         "`; there are " + names;
            });
        }
        return wrong_;
    }

private:
    const value* take(std::string_view name) {
        known_.push_back(name);
        return options_ == nullptr ? nullptr : options_->find(name);
    }
    void complain(std::string_view name, const std::string& expected) {
        if (!wrong_) wrong_ = call_ + ": the option `" + std::string{name} + "` is " + expected;
    }

    std::string call_;
    const script::map_object* options_;
    std::vector<std::string_view> known_;
    std::optional<std::string> wrong_;
};

asked step_for(const script::operation& wanted, const run_info& run) {
    command::step step;
    step.number = operation_number{wanted.number};
    step.name = wanted.arguments.front().text();
    option_reader options{"step(\"" + step.name + "\")",
                          wanted.arguments.size() == 3 ? &wanted.arguments[1] : nullptr};
    options.count("tries", step.policy.tries);
    options.duration("backoff", step.policy.backoff);
    options.duration("max_backoff", step.policy.max_backoff);
    options.duration("timeout", step.policy.timeout);
    options.flag("at_most_once", step.policy.at_most_once);
    options.texts("no_retry", step.policy.no_retry);
    options.text("key", step.key);
    options.choice("on_cancel", step.policy.when_left,
                   {{"request", on_cancel::request},
                    {"wait", on_cancel::wait},
                    {"abandon", on_cancel::abandon}});
    if (auto complaint = options.finish()) return wrong(*std::move(complaint));
    auto body = script::encode_value(wanted.arguments.back());
    if (!body) {
        return refuse("ErrorNotStorable",
                      "step(\"" + step.name + "\") captures " + body.error().message());
    }
    step.body.what = operation_body::kind::function;
    step.body.module = run.code;
    step.body.arguments = *std::move(body);
    return command{std::move(step)};
}

asked child_for(const script::operation& wanted, const run_info& run) {
    const value& function = wanted.arguments[0];
    const auto& fn = script::as<script::fn_object>(function);
    if (!fn.curried.empty() || fn.anonymous)
        return wrong("child: starts a function of the module, not a closure");
    command::child child;
    child.number = operation_number{wanted.number};
    child.function = fn.name.text();
    child.name = child.function;
    auto input = script::encode_value(wanted.arguments[1]);
    if (!input) return refuse("ErrorNotStorable", "child: the input " + input.error().message());
    child.input = *std::move(input);
    option_reader options{"child", wanted.arguments.size() == 3 ? &wanted.arguments[2] : nullptr};
    options.text("id", child.id);
    options.choice("close", child.when_left,
                   {{"cancel", close_policy::cancel},
                    {"terminate", close_policy::terminate},
                    {"abandon", close_policy::abandon}});
    if (auto complaint = options.finish()) return wrong(*std::move(complaint));
    if (child.id.empty()) child.id = run.id + "/" + std::to_string(wanted.number);
    return command{std::move(child)};
}

asked signal_for(const script::operation& wanted) {
    command::signal sent;
    sent.number = operation_number{wanted.number};
    sent.target = wanted.arguments[0].text();
    sent.name = wanted.arguments[1].text();
    if (wanted.arguments.size() == 3) {
        auto payload = script::encode_value(wanted.arguments[2]);
        if (!payload)
            return refuse("ErrorNotStorable", "send_signal: " + payload.error().message());
        sent.payload = *std::move(payload);
    }
    return command{std::move(sent)};
}

/// An effect outside a step is a step of its own.
asked host_call_for(const script::operation& wanted, script::isolate& asker) {
    command::step step;
    step.number = operation_number{wanted.number};
    step.name =
        (wanted.module.empty() ? "" : std::string{wanted.module} + "::") + std::string{wanted.name};
    const value all = script::make_array(&asker.heap(), wanted.arguments);
    auto arguments = script::encode_value(all);
    if (!arguments)
        return refuse("ErrorNotStorable", step.name + ": " + arguments.error().message());
    step.body.what = operation_body::kind::host_call;
    step.body.function = step.name;
    step.body.arguments = *std::move(arguments);
    return command{std::move(step)};
}

void add(script::native_table& table, const char* name, std::vector<type> takes) {
    script::native made;
    made.name = name;
    made.parameters = std::move(takes);
    made.effects = effect_class::control;
    table.add(std::move(made));
}

}  // namespace

void add_durable_calls(script::native_table& table) {
    add(table, "step", {type::string, type::fn});
    add(table, "step", {type::string, type::map, type::fn});
    add(table, "child", {type::fn, type::any});
    add(table, "child", {type::fn, type::any, type::map});
    add(table, "send_signal", {type::string, type::string});
    add(table, "send_signal", {type::string, type::string, type::any});
}

asked command_for(const script::operation& wanted, const run_info& run, script::isolate& asker) {
    switch (wanted.effects) {
        case effect_class::control:
            if (wanted.name == "step") return step_for(wanted, run);
            if (wanted.name == "child") return child_for(wanted, run);
            if (wanted.name == "send_signal") return signal_for(wanted);
            break;
        case effect_class::read:
        case effect_class::write: return host_call_for(wanted, asker);
        default: break;
    }
    return refuse("outside_step", std::string{wanted.module} + (wanted.module.empty() ? "" : "::") +
                                      std::string{wanted.name} +
                                      ": what it gives cannot be recorded; call it inside a step");
}

}  // namespace bounce::durable
