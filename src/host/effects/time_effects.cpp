#include "host/effects/arguments.hpp"
#include "host/effects/modules.hpp"
#include "host/rfc3339.hpp"

#include <cstdint>

namespace bounce::host {

namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

script::fallible<value> now(script::native_context& context, script::native_arguments,
                            const void*) {
    return value::timestamp(context.now);
}

script::fallible<value> format(script::native_context& context, script::native_arguments a,
                               const void*) {
    return script::make_string(context.owner(), format_rfc3339(a[0].as_timestamp()));
}

script::fallible<value> parse(script::native_context&, script::native_arguments a, const void*) {
    const auto at = parse_rfc3339(a[0].text());
    if (!at) {
        return script::fail(
            script::error_kind::runtime,
            "time::parse: `" + text_of(a[0]) + "` is no time such as 2026-01-31T12:00:00Z");
    }
    return value::timestamp(*at);
}

script::fallible<value> unix_seconds(script::native_context&, script::native_arguments a,
                                     const void*) {
    // In two parts: nanoseconds since 1970 have more digits than a double.
    const std::int64_t at = a[0].as_timestamp();
    const std::int64_t whole = at / second_ns;
    return value::floating(static_cast<double>(whole) +
                           static_cast<double>(at - whole * second_ns) / second_ns);
}

script::fallible<value> from_unix(script::native_context&, script::native_arguments a,
                                  const void*) {
    const double at = a[0].is_int() ? static_cast<double>(a[0].as_int()) : a[0].as_float();
    if (!(at > -9.0e9 && at < 9.0e9)) {
        return script::fail(script::error_kind::arithmetic,
                            "time::from_unix: beyond the years 1685 to 2255");
    }
    if (a[0].is_int()) return value::timestamp(a[0].as_int() * second_ns);
    return value::timestamp(static_cast<std::int64_t>(at * second_ns));
}

void add(script::native_table& table, const char* name, std::vector<type> takes,
         script::native_function call) {
    script::native made;
    made.module = "time";
    made.name = name;
    made.parameters = std::move(takes);
    made.call = call;
    table.add(std::move(made));
}

}  // namespace

void add_time(script::native_table& table) {
    add(table, "now", {}, now);
    add(table, "format", {type::timestamp}, format);
    add(table, "parse", {type::string}, parse);
    add(table, "unix", {type::timestamp}, unix_seconds);
    add(table, "from_unix", {type::number}, from_unix);
}

}  // namespace bounce::host
