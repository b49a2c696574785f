#include "script/syntax/token.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bounce::script {
namespace {

using word_entry = std::pair<std::string_view, token_kind>;

constexpr auto keywords = [] {
    std::array table{
#define BOUNCE_SCRIPT_WORD(name, spelling) word_entry{spelling, token_kind::name},
        BOUNCE_SCRIPT_KEYWORDS(BOUNCE_SCRIPT_WORD)
#undef BOUNCE_SCRIPT_WORD
    };
    std::ranges::sort(table);
    return table;
}();

using advice = std::pair<std::string_view, std::string_view>;

// Rhai keeps the same words; each either means something elsewhere, and then the advice says what it is
// called here, or may come to mean something later.
constexpr auto reserved = [] {
    std::array table{
        advice{"async",
               "no keyword is needed: any call may suspend; `spawn f(x)` runs it beside you"},
        advice{"await",
               "no keyword is needed: any call may suspend; `task.join()` waits for a fiber"},
        advice{"case", "write `switch x { 1 => ..., 2 | 3 => ..., _ => ... }`"},
        advice{"default", "the last case of a `switch` is `_ => ...`"},
        advice{"eval", "a program is compiled as a whole; keep code that varies in functions"},
        advice{"go", "write `spawn f(x)`"},
        advice{"goto", "use a loop with `break`, or a function with `return`"},
        advice{"is", "compare types with `type_of(x) == \"string\"`"},
        advice{"match", "write `switch x { 1 => ..., _ => ... }`"},
        advice{"module", "a file is a module; `import \"path\" as name;` reads another one"},
        advice{"new", "call the function that makes the value, for example `channel(1)`"},
        advice{"nil", "the empty value is written `()`"},
        advice{"null", "the empty value is written `()`"},
        advice{"package", "a file is a module; `import \"path\" as name;` reads another one"},
        advice{"protected", ""},
        advice{"public", "functions can be seen from outside unless they are `private`"},
        advice{"shared", "a variable is shared by the closures that use it"},
        advice{"static", "declare it at the top of the file: `const LIMIT = 10;`"},
        advice{"super", ""},
        advice{"sync", "use `semaphore(1)`"},
        advice{"thread", "write `spawn f(x)`, or `parallel(f, args)` for another processor"},
        advice{"use", "write `import \"path\" as name;`"},
        advice{"var", "write `let`"},
        advice{"void", "the empty value is written `()`"},
        advice{"with", ""},
        advice{"yield", "send the values through a `channel(n)`"},
        advice{"===", "`==` never converts: write that"},
        advice{"!==", "`!=` never converts: write that"},
        advice{"++", "write `x += 1`"},
        advice{"--", "write `x -= 1`; or `a - -b`, with a space"},
        advice{"->", "a function does not declare what it returns: `fn f(x) { ... }`"},
        advice{":=", "write `let x = ...` for a new variable, `x = ...` for one that is there"},
        advice{"...", "ranges are `a..b` (without b) and `a..=b` (with it)"},
        advice{"?", "write `if a { b } else { c }`, or `a ?? b` if a may be `()`"},
        advice{"~", "write `x ^ -1` to flip all bits"},
        advice{"@", ""},
        advice{"$", "`${...}` stands inside a back-tick string: `total: ${x}`"},
        advice{"#", "a map is `#{key: value}`; a comment begins with `//`"},
        advice{"\\", ""},
        advice{"::<", "functions take no type arguments"},
    };
    std::ranges::sort(table);
    return table;
}();

template <class Table>
constexpr auto find(const Table& table, std::string_view key) noexcept {
    const auto at = std::ranges::lower_bound(table, key, {}, [](const auto& e) { return e.first; });
    return at != table.end() && at->first == key ? at : table.end();
}

}  // namespace

std::string_view spelling(token_kind k) noexcept {
    switch (k) {
#define BOUNCE_SCRIPT_SPELLING(name, spelling) \
    case token_kind::name: return spelling;
        BOUNCE_SCRIPT_KEYWORDS(BOUNCE_SCRIPT_SPELLING)
        BOUNCE_SCRIPT_SYMBOLS(BOUNCE_SCRIPT_SPELLING)
#undef BOUNCE_SCRIPT_SPELLING
        default: return {};
    }
}

token_kind classify_word(std::string_view text) noexcept {
    if (const auto at = find(keywords, text); at != keywords.end()) return at->second;
    return find(reserved, text) != reserved.end() ? token_kind::reserved : token_kind::word;
}

std::string_view instead_of_reserved(std::string_view text) noexcept {
    const auto at = find(reserved, text);
    return at != reserved.end() ? at->second : std::string_view{};
}

}  // namespace bounce::script
