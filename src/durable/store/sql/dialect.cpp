#include "durable/store/sql/dialect.hpp"

#include <utility>

namespace bounce::durable::sql {

std::string in_dialect(std::string_view text, const dialect& d) {
    const std::pair<std::string_view, std::string_view> words[] = {
        {"{row_key}", d.row_key}, {"{integer}", d.integer},           {"{blob}", d.blob},
        {"{text}", d.text},       {"{in_key_order}", d.in_key_order},
    };
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '$') {
            out.push_back(d.parameter);
            ++at;
            continue;
        }
        bool replaced = false;
        for (const auto& [word, meaning] : words) {
            if (!text.substr(at).starts_with(word)) continue;
            out.append(meaning);
            at += word.size();
            replaced = true;
            break;
        }
        if (!replaced) out.push_back(text[at++]);
    }
    return out;
}

}  // namespace bounce::durable::sql
