#include "suites.hpp"

#include "bounce/data/json.hpp"
#include "bounce/data/url.hpp"

#include <algorithm>
#include <iostream>
#include <optional>

namespace conformance {

namespace {

namespace json = bounce::json;
using bounce::url;

std::string member(const json::object& test, std::string_view name) {
    const auto* found = test.find(name);
    if (found == nullptr || found->if_string() == nullptr) return {};
    return *found->if_string();
}

std::string with_mark(char mark, std::optional<std::string_view> part) {
    return part && !part->empty() ? std::string{mark}.append(*part) : std::string{};
}

// The expected parts and ours, under the names the cases use; the first that differs.
std::optional<std::string> difference(const json::object& test, const url& u) {
    const auto host = u.host_is_ipv6() ? "[" + std::string{u.host()} + "]" : std::string{u.host()};
    const auto port = u.explicit_port() ? std::to_string(*u.explicit_port()) : std::string{};
    const std::pair<std::string_view, std::string> parts[] = {
        {"protocol", std::string{u.scheme()} + ":"},
        {"hostname", host},
        {"port", port},
        {"pathname", std::string{u.path()}},
        {"search", with_mark('?', u.query())},
        {"hash", with_mark('#', u.fragment())},
    };
    for (const auto& [name, ours] : parts) {
        const auto expected = member(test, name);
        if (expected != ours)
            return std::string{name} + " is \"" + ours + "\" instead of \"" + expected + "\"";
    }
    return std::nullopt;
}

std::optional<std::string> failure(const json::object& test) {
    const bool must_fail = test.find("failure") != nullptr;
    const auto base = member(test, "base");
    auto parsed = [&] {
        const auto input = member(test, "input");
        if (base.empty()) return url::parse(input);
        auto at = url::parse(base);
        return at ? at->resolve(input) : at;
    }();
    if (!parsed) return must_fail ? std::nullopt : std::optional{parsed.error().message()};
    if (must_fail) return "was accepted";
    return difference(test, *parsed);
}

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The cases on which RFC 3986 and the URL standard of browsers must agree, by rule: an absolute
// http or https URL of characters that RFC 3986 knows, whose host is a plain name or four decimal
// numbers, without user information.
bool is_core(const std::string& input) {
    const auto scheme = input.starts_with("http://") ? 7U : input.starts_with("https://") ? 8U : 0U;
    if (scheme == 0) return false;
    const std::string_view rest = std::string_view{input}.substr(scheme);
    const auto authority = rest.substr(0, rest.find_first_of("/?#"));
    if (authority.empty()) return false;
    const auto host = authority.substr(0, authority.find(':'));
    const bool plain = std::ranges::all_of(
        host, [](char c) { return is_alphanumeric(c) || c == '-' || c == '.'; });
    if (!plain || host.empty() || host.find("xn--") != std::string_view::npos) return false;
    const auto last_label = host.substr(host.rfind('.') + 1);
    if (last_label.empty() || (last_label.front() >= '0' && last_label.front() <= '9')) {
        const auto dots = std::ranges::count(host, '.');
        const bool octal = host.starts_with("0") || host.find(".0") != std::string_view::npos;
        if (dots != 3 || octal || host.ends_with('.')) return false;
    }
    static constexpr std::string_view also = "-._~:/?#@!$&()*+,;=%";
    if (!std::ranges::all_of(input, [](char c) {
            return is_alphanumeric(c) || also.find(c) != std::string_view::npos;
        }))
        return false;
    // "%" only in front of two hexadecimal digits, at most one "#".
    for (std::size_t at = rest.find('%'); at != std::string_view::npos; at = rest.find('%', at + 1))
        if (rest.find_first_not_of("0123456789abcdefABCDEF", at + 1) < at + 3 ||
            at + 3 > rest.size())
            return false;
    return rest.find_first_of("[]") == std::string_view::npos && std::ranges::count(rest, '#') <= 1;
}

void run(const std::filesystem::path& folder, report& to, bool core_only) {
    const auto parsed = json::parse(read_file(folder / "urltestdata.json"));
    if (!parsed) return to.fail("urltestdata.json", parsed.error().message());
    for (const auto& v : *parsed->if_array()) {
        const auto* test = v.if_object();
        if (test == nullptr) continue;  // a comment
        const auto input = member(*test, "input");
        if (core_only && !is_core(input)) {
            to.skip();
            continue;
        }
        if (const auto why = failure(*test))
            to.fail("\"" + input + "\" at \"" + member(*test, "base") + "\"", *why);
        else
            to.pass();
    }
}

}  // namespace

void run_url(const std::filesystem::path& folder, report& to) { run(folder, to, false); }
void run_url_core(const std::filesystem::path& folder, report& to) { run(folder, to, true); }

}  // namespace conformance
