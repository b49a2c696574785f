#include "syntax_test.hpp"

#include "script/syntax/line_index.hpp"

namespace syntax_test {

std::string complaints(std::string_view source, const bounce::script::parse_limits& limits) {
    const auto parsed = bounce::script::parse(source, "t.bounce", limits);
    const bounce::script::line_index lines{source};
    std::string out;
    for (const auto& d : parsed.diagnostics) {
        const auto at = lines.locate(d.where.offset);
        if (!out.empty()) out += '\n';
        out += std::to_string(at.line) + ':' + std::to_string(at.column) + ' ' + d.message;
    }
    return out;
}

std::string help(std::string_view source) {
    const auto parsed = bounce::script::parse(source, "t.bounce");
    return parsed.diagnostics.empty() ? "" : parsed.diagnostics.front().help;
}

}  // namespace syntax_test
