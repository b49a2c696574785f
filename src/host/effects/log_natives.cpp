#include "host/effects/arguments.hpp"
#include "host/effects/modules.hpp"
#include "script/natives/json.hpp"
#include "script/values/walks.hpp"

namespace bounce::host {

namespace {

using script::log_level;

/// A line: the text, and what belongs to it as JSON.
template <log_level Level>
script::fallible<value> write(script::native_context& context, script::native_arguments a,
                              const void*) {
    std::string line = script::to_text(a[0]);
    if (a.size() > 1) {
        auto fields = script::write_json(context, a[1], script::json_style::script);
        if (!fields) return std::unexpected{std::move(fields).error()};
        line += " " + *fields;
    }
    context.log(Level, std::move(line));
    return value{};
}

void add(script::native_table& table, const char* name, script::native_function call) {
    script::native plain;
    plain.module = "log";
    plain.name = name;
    plain.parameters = {type::any};
    plain.call = call;
    script::native with_fields = plain;
    with_fields.parameters = {type::any, type::map};
    table.add(std::move(plain));
    table.add(std::move(with_fields));
}

}  // namespace

void add_log(script::native_table& table) {
    add(table, "debug", write<log_level::debug>);
    add(table, "info", write<log_level::info>);
    add(table, "warn", write<log_level::warning>);
    add(table, "error", write<log_level::error>);
}

}  // namespace bounce::host
