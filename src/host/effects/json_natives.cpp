#include "host/effects/arguments.hpp"
#include "host/effects/modules.hpp"
#include "script/natives/json.hpp"

namespace bounce::host {

namespace {

script::fallible<value> parse(script::native_context& context, script::native_arguments a,
                              const void*) {
    return script::parse_json(context, content_of(a[0]));
}

/// Text that reads back as the same value; what JSON has no form for is refused.
script::fallible<value> stringify(script::native_context& context, script::native_arguments a,
                                  const void*) {
    auto text = script::write_json(context, a[0], script::json_style::strict);
    if (!text) return std::unexpected{std::move(text).error()};
    return script::make_string(context.owner(), *text);
}

void add(script::native_table& table, const char* name, type takes, script::native_function call) {
    script::native made;
    made.module = "json";
    made.name = name;
    made.parameters = {takes};
    made.call = call;
    table.add(std::move(made));
}

}  // namespace

void add_json(script::native_table& table) {
    add(table, "parse", type::string, parse);
    add(table, "parse", type::blob, parse);
    add(table, "stringify", type::any, stringify);
}

}  // namespace bounce::host
