#include "llhttp_cases.hpp"

#include "report.hpp"

#include "bounce/data/json.hpp"

#include <charconv>
#include <iostream>
#include <map>
#include <string_view>

namespace conformance {

namespace {

std::string_view take_line(std::string_view& text) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

// How the text of a message stands for bytes: the line break before the closing fence is not part of
// it, a backslash at the end of a line joins it with the next, every other line break is CR LF, and
// \r, \n, \t, \f and \xNN stand for control characters.
std::string bytes_of(std::string text) {
    if (text.ends_with('\n')) text.pop_back();
    replace_all(text, "\\\n", "");
    replace_all(text, "\n", "\r\n");
    replace_all(text, "\\r", "\r");
    replace_all(text, "\\n", "\n");
    replace_all(text, "\\t", "\t");
    replace_all(text, "\\f", "\f");
    for (auto at = text.find("\\x"); at != std::string::npos; at = text.find("\\x", at + 1)) {
        unsigned value = 0;
        const auto done =
            std::from_chars(&text[at + 2], &text[std::min(at + 4, text.size())], value, 16);
        if (done.ptr == &text[at + 2]) continue;
        text.replace(at, static_cast<std::size_t>(done.ptr - &text[at]), 1,
                     static_cast<char>(value));
    }
    return text;
}

// The lines between an opening fence, which has just been read, and the closing one.
std::string take_block(std::string_view& text) {
    const auto end = text.find("```");
    std::string block{text.substr(0, end)};
    text.remove_prefix(std::min(end, text.size()));
    take_line(text);
    return block;
}

}  // namespace

std::vector<llhttp_case> read_llhttp_cases(const std::filesystem::path& file) {
    const auto content = read_file(file);
    std::string_view text{content};
    std::vector<llhttp_case> cases;
    std::map<std::string, int> used;
    std::string heading;
    llhttp_case next{};
    while (!text.empty()) {
        const auto line = take_line(text);
        constexpr std::string_view meta = "<!-- meta=";
        if (line.starts_with('#')) {
            heading = line.substr(line.find_first_not_of("# "));
        } else if (line.starts_with(meta)) {
            const auto options =
                bounce::json::parse(line.substr(meta.size(), line.rfind("-->") - meta.size()));
            if (!options) {
                std::cerr << "conformance: " << file << ": " << options.error().message() << '\n';
                std::exit(2);
            }
            next = {};
            next.type = options->get<std::string>("type").value_or("request");
            next.skip_body = options->get<bool>("skipBody").value_or(false);
            // Two cases of one heading are told apart by a number.
            const auto number = ++used[heading];
            next.name = file.filename().string() + ": " + heading +
                        (number > 1 ? " (" + std::to_string(number) + ")" : "");
        } else if (line == "```http") {
            next.input = bytes_of(take_block(text));
        } else if (line == "```log") {
            next.log = take_block(text);
            cases.push_back(next);
        }
    }
    return cases;
}

}  // namespace conformance
