#include "script/machine/source_place.hpp"

#include <algorithm>

namespace bounce::script {

script_error::place place_at(const linked_function& f, std::uint32_t pc) {
    script_error::place found;
    found.module = f.home->code->name;
    found.function = f.code->name.empty() && f.index != 0 ? "closure" : f.code->name;
    const auto& places = f.code->places;
    const auto behind = std::ranges::upper_bound(places, pc, {}, &code_place::pc);
    if (behind == places.begin()) return found;
    const code_place& at = *std::prev(behind);
    found.offset = at.offset;
    found.length = at.length;
    const std::string_view source = f.home->code->source;
    if (at.offset > source.size() || source.empty()) return found;
    const std::string_view before = source.substr(0, at.offset);
    found.line = static_cast<std::uint32_t>(std::ranges::count(before, '\n')) + 1;
    const std::size_t line_start = before.rfind('\n') + 1;  // 0 if there is none
    const auto is_first_byte = [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    };
    found.column = static_cast<std::uint32_t>(
                       std::ranges::count_if(before.substr(line_start), is_first_byte)) +
                   1;
    return found;
}

std::string describe(const script_error::place& p) {
    std::string text = p.module;
    if (p.line != 0) text += ':' + std::to_string(p.line) + ':' + std::to_string(p.column);
    return text;
}

}  // namespace bounce::script
