#include "script/natives/text_search.hpp"

namespace bounce::script {

std::string replaced(std::string_view text, std::string_view find, std::string_view by) {
    std::string out;
    if (find.empty()) return std::string{text};
    for (;;) {
        const std::size_t at = text.find(find);
        out += text.substr(0, at);
        if (at == std::string_view::npos) return out;
        out += by;
        text.remove_prefix(at + find.size());
    }
}

}  // namespace bounce::script
