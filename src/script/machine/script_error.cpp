#include "bounce/script/script_error.hpp"

#include "script/machine/source_place.hpp"

#include "bounce/script/diagnostic.hpp"

namespace bounce::script {

namespace {

void append_chain(std::string& text, const script_error& e) {
    const char* before = "\n  in ";
    for (const script_error::place& p : e.chain) {
        text += before;
        text += p.function.empty() ? "the top level" : p.function + "()";
        text += ' ' + describe(p);
        before = "  <  ";
    }
    for (const script_error::origin& o : e.spawned) {
        text += before;
        text += "fiber " + std::to_string(o.fiber) + ", spawned at " + describe(o.at);
        before = "  <  ";
    }
}

}  // namespace

std::string to_text(const script_error& e) {
    std::string text = "error: " + e.message;
    append_chain(text, e);
    return text;
}

std::string to_text(const script_error& e, std::string_view source_of_innermost) {
    const script_error::place* at = e.where();
    if (at == nullptr || source_of_innermost.empty()) return to_text(e);
    diagnostic shown;
    shown.message = e.message;
    shown.where = {at->offset, at->length};
    std::string text = render(shown, source_of_innermost, at->module);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    append_chain(text, e);
    return text;
}

}  // namespace bounce::script
