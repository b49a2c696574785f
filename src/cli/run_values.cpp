#include "cli/run_values.hpp"

#include "host/rfc3339.hpp"
#include "script/compile/prelude_module.hpp"
#include "script/natives/json.hpp"

#include "bounce/data/json.hpp"
#include "bounce/script/engine.hpp"
#include "bounce/script/heap_account.hpp"
#include "bounce/script/native_context.hpp"
#include "bounce/script/value_codec.hpp"

#include <array>
#include <charconv>

namespace bounce::cli {

namespace {

error malformed(std::string_view what) { return error{errc::malformed}.in(what); }

}  // namespace

result<bytes> encode_json(std::string_view text) {
    script::heap_account heap;
    script::native_context context{heap, script::value_limits{}};
    auto read = script::parse_json(context, text);
    if (!read) return malformed(read.error().message());
    auto encoded = script::encode_value(*read);
    if (!encoded) return malformed(encoded.error().message());
    return *std::move(encoded);
}

result<std::string> decode_to_json(bytes_view encoded) {
    if (encoded.empty()) return std::string{"null"};
    auto linked = script::executable::link(script::engine::standard(),
                                           script::program{{script::prelude_module()}});
    if (!linked) return malformed(linked.error().message());
    script::isolate values{*linked};  // never run: a heap
    auto value = script::decode_value(encoded, values);
    if (!value) return malformed(value.error().message());
    script::native_context context{values.heap(), script::value_limits{}};
    auto text = script::write_json(context, *value, script::json_style::script);
    if (!text) return malformed(text.error().message());
    return *std::move(text);
}

result<nanoseconds> parse_duration(std::string_view text) {
    struct unit {
        std::string_view name;
        nanoseconds length;
    };
    constexpr std::array units{unit{"ms", milliseconds{1}}, unit{"s", seconds{1}},
                               unit{"m", seconds{60}}, unit{"h", seconds{3600}},
                               unit{"d", seconds{86400}}};
    std::int64_t count = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), count);
    const std::string_view name{end, static_cast<std::size_t>(text.data() + text.size() - end)};
    for (const unit& u : units) {
        const std::int64_t most = nanoseconds::max().count() / u.length.count();
        if (failed == std::errc{} && name == u.name && count >= 0 && count <= most)
            return nanoseconds{count * u.length.count()};
    }
    return malformed("`" + std::string{text} + "` is no duration such as 250ms, 2s, 5m, 2h or 7d");
}

result<nanoseconds> parse_time(std::string_view text) {
    if (const auto at = host::parse_rfc3339(text)) return nanoseconds{*at};
    return malformed("`" + std::string{text} + "` is no time such as 2026-01-31T12:00:00Z");
}

std::string format_time(nanoseconds since_1970) {
    return host::format_rfc3339(std::chrono::floor<milliseconds>(since_1970).count() * 1'000'000);
}

std::string json_text(std::string_view text) { return json::write(json::value{text}); }

}  // namespace bounce::cli
