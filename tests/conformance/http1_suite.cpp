#include "desync_cases.hpp"
#include "differences.hpp"
#include "http_transcript.hpp"
#include "llhttp_cases.hpp"
#include "suites.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

namespace conformance {

namespace {

using bounce::http::method;
using bounce::http::request_parser;
using bounce::http::response_parser;
using http_transcript::recorder;

// --- llhttp ----------------------------------------------------------------------------------------

std::size_t occurrences(std::string_view text, std::string_view of) {
    std::size_t count = 0;
    for (auto at = text.find(of); at != std::string_view::npos; at = text.find(of, at + 1)) ++count;
    return count;
}

// HTTP/1.1 demands a Host, which most of these requests lack; that we refuse them for it is tested
// elsewhere. So that they can show something else, a Host goes into each head that has none.
std::string with_hosts(const std::string& input) {
    std::string result;
    std::size_t from = 0;
    constexpr std::string_view end_of_line = " HTTP/1.1\r\n";
    for (auto at = input.find(end_of_line); at != std::string::npos;
         at = input.find(end_of_line, from)) {
        const auto fields = at + end_of_line.size();
        const auto head =
            std::string_view{input}.substr(fields, input.find("\r\n\r\n", at) - fields);
        result.append(input, from, fields - from);
        if (head.find("Host:") == std::string_view::npos) result += "Host: example.org\r\n";
        from = fields;
    }
    return result.append(input, from);
}

// What a log says: is the input refused, and how many messages are complete before that, or before the
// protocol changes (whatever follows is not HTTP).
struct verdict {
    bool refused = false;
    bool upgraded = false;
    bool unsafe_end = false;
    std::size_t messages = 0;
};

verdict expected_of(const llhttp_case& c) {
    verdict v;
    v.messages = occurrences(c.log, "message complete");
    v.upgraded = c.log.find("error code=22") != std::string::npos;
    v.refused = !v.upgraded && c.log.find("error code=") != std::string::npos;
    // A mode that forgives something is there because the strict one does not: neither do we.
    if (c.type.find("lenient") != std::string::npos) v.refused = true;
    v.unsafe_end = c.log.find("finish=2") != std::string::npos;
    return v;
}

template <class Parser>
std::optional<std::string> judge(recorder<Parser>& r, const llhttp_case& c,
                                 const std::string& input) {
    const auto expected = expected_of(c);
    r.feed(input);
    // Some inputs stop right after what is wrong with them; a head is judged when it is complete.
    if (expected.refused && r.log.empty()) r.feed("\r\n\r\n");
    if (expected.refused) return r.failed ? std::nullopt : std::optional{"was accepted"};
    if (r.messages < expected.messages || (r.failed && !expected.upgraded))
        return "was not read as it should be:\n" + r.log;
    if (!expected.upgraded && r.messages != expected.messages)
        return "has " + std::to_string(r.messages) + " messages instead of " +
               std::to_string(expected.messages);
    if (c.type == "request-finish" && r.parser.finish().has_value() == expected.unsafe_end)
        return "the end of the connection is judged wrongly";
    return std::nullopt;
}

std::optional<std::string> judge(const llhttp_case& c) {
    if (c.type.starts_with("response")) {
        recorder<response_parser> r;
        // A parser that is told once to skip bodies skips them all: so do both answers to HEAD.
        if (c.skip_body) r.parser.answers(method::head);
        const auto second = c.skip_body ? c.input.find("HTTP/1.1", 1) : std::string::npos;
        if (second != std::string::npos) {
            r.feed(c.input.substr(0, second));
            r.parser.answers(method::head);
        }
        return judge(r, c, second == std::string::npos ? c.input : c.input.substr(second));
    }
    recorder<request_parser> r;
    return judge(r, c, with_hosts(c.input));
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder,
                                            std::string_view extension) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        if (entry.path().extension() == extension) files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

// --- desync ----------------------------------------------------------------------------------------

// Severe must be refused and Compliant accepted; what is only ambiguous to some proxies may be either.
std::optional<std::string> judge(const desync_case& c) {
    recorder<request_parser> r;
    r.feed(c.input);
    if (c.tier == "Severe" && !r.failed) return "was accepted";
    if (c.tier == "Compliant" && r.failed) return r.log;
    return std::nullopt;
}

}  // namespace

void run_http1(const std::filesystem::path& folder, report& to) {
    differences known{"http1-differences.txt"};
    for (const auto& file : files_in(folder / "llhttp", ".md"))
        for (const auto& c : read_llhttp_cases(file)) known.settle(c.name, judge(c), to);
    for (const auto& file : files_in(folder / "desync", ".yaml"))
        for (const auto& c : read_desync_cases(file)) {
            if (c.tier == "Severe" || c.tier == "Compliant")
                known.settle(c.name, judge(c), to);
            else
                to.skip();
        }
    known.finish(to);
}

}  // namespace conformance
