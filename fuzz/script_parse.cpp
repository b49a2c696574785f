// Any bytes give a tree or complaints, and both lie within the source: no node without its text, no
// complaint that cannot be printed. White space and comments around a source mean nothing, a limit only
// refuses, and a tree is the same each time.

#include "property.hpp"
#include "script/syntax/dump.hpp"
#include "script/syntax/parse.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace script = bounce::script;

namespace {

bool within(script::source_span where, std::string_view source) {
    const auto on_border = [&](std::size_t at) {
        return at == source.size() || (static_cast<unsigned char>(source[at]) & 0xC0) != 0x80;
    };
    return where.end() <= source.size() && on_border(where.offset) && on_border(where.end());
}

void check_complaints(const script::parse_result& parsed, std::string_view source) {
    for (const auto& d : parsed.diagnostics) {
        fuzz::require(!d.message.empty() && d.message.back() != '.', "a complaint is a phrase");
        // In a source that is not UTF-8 there are no borders.
        if (d.message == "this is not UTF-8 text") continue;
        fuzz::require(within(d.where, source), "a complaint is about a piece of the source");
        for (const auto& l : d.labels) {
            fuzz::require(within(l.where, source), "a label is a piece of the source");
        }
    }
    const std::string text = render(parsed.diagnostics, source, "f");
    fuzz::require(parsed.diagnostics.empty() == text.empty(), "complaints can be printed");
}

void check_tree(const script::parse_result& parsed, const script::parse_limits& limits) {
    const auto& root = parsed.tree.root();
    fuzz::require(root.body != nullptr, "there is always a tree");
    // One that was given up may be a little higher: each level of nesting is a few nodes.
    const std::size_t most = std::size_t{limits.depth} * (parsed.ok() ? 1 : 4) + 4;
    fuzz::require(root.body->height <= most, "no tree is higher than the limit");
    for (const script::ast::node* s : root.body->statements) {
        fuzz::require(within(s->where, parsed.tree.source()),
                      "a statement is a piece of the source");
        fuzz::require(!parsed.ok() || s->tag != script::ast::kind::broken,
                      "what is broken is said");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string source{reinterpret_cast<const char*>(data), size};
    const script::parse_limits deep{.depth = 60, .errors = 8};
    const auto parsed = script::parse(source, "f", deep);
    check_complaints(parsed, source);
    check_tree(parsed, deep);
    const std::string tree = script::dump(parsed.tree.root());

    const auto limited = script::parse(source, "f", {.depth = 5, .errors = 1});
    check_complaints(limited, source);
    fuzz::require(limited.diagnostics.size() <= 1, "no more errors than were asked for");
    fuzz::require(!limited.ok() || (parsed.ok() && script::dump(limited.tree.root()) == tree),
                  "a limit changes no tree");
    if (!parsed.ok()) return 0;

    // The first line may be for the shell, or begin with a mark.
    const bool plain = !source.starts_with("#!") && !source.starts_with("\xEF\xBB\xBF");
    const std::string framed = (plain ? "/* /**/ */\n" : "") + source + "\n // end";
    const auto again = script::parse(framed, "f", deep);
    fuzz::require(again.ok() && script::dump(again.tree.root()) == tree,
                  "white space means nothing");
    return 0;
}
