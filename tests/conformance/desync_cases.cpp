// Reads the little of YAML that these files use: a list of maps, one key on a line, scalars that are
// plain or in quotes.

#include "desync_cases.hpp"

#include "report.hpp"

#include <charconv>
#include <string_view>

namespace conformance {

namespace {

// A scalar: in double quotes with \xNN, \t and the like, in single quotes with '' for a quote, or plain.
std::string scalar(std::string_view text) {
    while (text.ends_with(' ') || text.ends_with('\r')) text.remove_suffix(1);
    if (text.size() < 2 || (text.front() != '"' && text.front() != '\'')) return std::string{text};
    const bool escapes = text.front() == '"';
    text = text.substr(1, text.size() - 2);
    std::string value;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!escapes || text[i] != '\\' || i + 1 == text.size()) {
            value += text[i];
            if (!escapes && text[i] == '\'') ++i;
            continue;
        }
        const char c = text[++i];
        unsigned code = 0;
        switch (c) {
            case 'x':
                std::from_chars(text.data() + i + 1, text.data() + std::min(i + 3, text.size()),
                                code, 16);
                value += static_cast<char>(code);
                i += 2;
                break;
            case '0': value += '\0'; break;
            case 't': value += '\t'; break;
            case 'n': value += '\n'; break;
            case 'r': value += '\r'; break;
            default: value += c;
        }
    }
    return value;
}

// The request as it is put together: what the maps give, in their order.
struct request {
    std::string name;
    std::string method = "GET";
    std::string uri;
    std::string version;
    std::string fields;
    std::string tier;
    bool has_host = false;

    [[nodiscard]] desync_case finish() const {
        std::string head = method + " " + uri + " " + version + "\r\n";
        // Hosts are not what these cases are about.
        if (!has_host) head += "Host: example.org\r\n";
        return {name, head + fields + "\r\n", tier};
    }
};

}  // namespace

std::vector<desync_case> read_desync_cases(const std::filesystem::path& file) {
    const auto content = read_file(file);
    std::vector<desync_case> cases;
    request now;
    std::string field_name;
    bool expected = false;
    const auto finish = [&] {
        if (!now.name.empty()) cases.push_back(now.finish());
        now = {};
        expected = false;
    };
    std::string_view text{content};
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto indent = line.find_first_not_of(' ');
        if (indent == std::string_view::npos || line[indent] == '#') continue;
        line.remove_prefix(indent);
        const bool begins_item = line.starts_with("- ");
        if (begins_item) line.remove_prefix(2);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const auto key = line.substr(0, colon);
        line.remove_prefix(colon + 1);
        const auto value = scalar(line.substr(std::min(line.find_first_not_of(' '), line.size())));

        if (indent == 0 && begins_item) finish();
        if (key == "expected") expected = true;
        if (key == "name" && indent == 0) {
            now.name = file.filename().string() + ": " + value;
        } else if (key == "name") {
            field_name = value;
            now.has_host = now.has_host || value == "Host" || value == "host";
        } else if (key == "value") {
            now.fields += field_name + ":" + value + "\r\n";
        } else if (key == "method") {
            now.method = value;
        } else if (key == "uri") {
            now.uri = value;
        } else if (key == "version") {
            now.version = value;
        } else if (key == "tier" && expected) {
            now.tier = value;
        }
    }
    finish();
    return cases;
}

}  // namespace conformance
