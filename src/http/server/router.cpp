#include "bounce/http/router.hpp"

#include "bounce/base/assert.hpp"
#include "bounce/data/percent.hpp"

#include <algorithm>
#include <utility>

namespace bounce::http {

/// A place in the tree of patterns: what follows it, by the next segment, and who answers here.
struct router::node {
    std::vector<std::pair<std::string, std::unique_ptr<node>>> texts;
    std::unique_ptr<node> one;   // `:name`, whatever the name
    std::unique_ptr<node> rest;  // `*name`
    std::vector<std::pair<method, handler>> handlers;
    std::vector<std::string> names;  // of the places on the way here, if handlers are

    [[nodiscard]] const handler* find(const method& m) const noexcept {
        const auto at = std::ranges::find(handlers, m, &std::pair<method, handler>::first);
        return at == handlers.end() ? nullptr : &at->second;
    }
    /// HEAD is GET without the body.
    [[nodiscard]] const handler* find_for(const method& m) const noexcept {
        const handler* own = find(m);
        return own == nullptr && m == method::head ? find(method::get) : own;
    }
    [[nodiscard]] std::string allow() const {
        std::string list = "OPTIONS";
        for (const auto& [m, h] : handlers) list.append(", ").append(m.text());
        if (find(method::get) != nullptr && find(method::head) == nullptr) list.append(", HEAD");
        return list;
    }
};

namespace {

/// "a/b" to "a" and "b"; without a slash, everything and nothing.
std::pair<std::string_view, std::optional<std::string_view>> split(std::string_view path) noexcept {
    const auto slash = path.find('/');
    if (slash == std::string_view::npos) return {path, std::nullopt};
    return {path.substr(0, slash), path.substr(slash + 1)};
}

bool is_encoded(std::string_view segment) noexcept {
    return segment.find('%') != std::string_view::npos;
}

/// The segments of a rest, decoded. Nothing if one of them would then look like several.
std::optional<std::string> decode_rest(std::string_view rest) {
    if (!is_encoded(rest)) return std::string{rest};
    std::string decoded;
    for (std::optional<std::string_view> left = rest; left;) {
        const auto [segment, more] = split(*left);
        const auto text = percent_decode(segment);
        if (!text || text->find_first_of(std::string_view{"/\0", 2}) != std::string::npos)
            return std::nullopt;
        decoded += *text;
        if (more) decoded += '/';
        left = more;
    }
    return decoded;
}

}  // namespace

/// A walk through the tree along one path.
struct router::search {
    search(const method& m, match& into) noexcept : wanted{m}, found{into} {}

    /// `left`: the segments that are not used yet; nothing when the path has ended.
    bool at(const node& here, std::optional<std::string_view> left) {
        if (!left) return arrive(here, std::nullopt);
        const auto [segment, more] = split(*left);
        if (is_encoded(segment)) {
            const auto text = percent_decode(segment);
            if (!text) {
                found.malformed = true;
                return false;
            }
            if (into_text(here, *text, more)) return true;
        } else if (into_text(here, segment, more)) {
            return true;
        }
        if (here.one && !segment.empty()) {
            places.push_back(segment);
            if (at(*here.one, more)) return true;
            places.pop_back();
        }
        return here.rest && arrive(*here.rest, left);
    }

private:
    bool into_text(const node& here, std::string_view text, std::optional<std::string_view> more) {
        for (const auto& [name, next] : here.texts)
            if (name == text) return at(*next, more);
        return false;
    }

    bool arrive(const node& here, std::optional<std::string_view> rest) {
        if (here.handlers.empty()) return false;
        const handler* answers = here.find_for(wanted);
        if (answers == nullptr) {
            if (found.allow.empty()) found.allow = here.allow();
            return false;
        }
        for (std::size_t i = 0; i < places.size(); ++i) {
            auto text = percent_decode(places[i]);
            if (!text) {
                found.malformed = true;
                return false;
            }
            found.params.emplace_back(here.names[i], *std::move(text));
        }
        if (rest) {
            auto text = decode_rest(*rest);
            if (!text) {
                found.params.clear();
                found.malformed = true;
                return false;
            }
            found.params.emplace_back(here.names.back(), *std::move(text));
        }
        found.answers = answers;
        return true;
    }

    const method& wanted;
    match& found;
    std::vector<std::string_view> places;
};

router::router() : root_{std::make_unique<node>()} {}
router::router(router&&) noexcept = default;
router& router::operator=(router&&) noexcept = default;
router::~router() = default;

router& router::add(const method& m, std::string_view pattern, handler h) {
    BOUNCE_ASSERT(pattern.starts_with('/'), "the pattern of a route begins with a slash");
    node* here = root_.get();
    std::vector<std::string> names;
    const auto step_to = [](std::unique_ptr<node>& next) {
        if (!next) next = std::make_unique<node>();
        return next.get();
    };
    for (std::optional<std::string_view> left = pattern.substr(1); left;) {
        const auto [segment, more] = split(*left);
        left = more;
        if (segment.starts_with(':') || segment.starts_with('*')) {
            BOUNCE_ASSERT(segment.size() > 1, "a place in the pattern of a route has a name");
            BOUNCE_ASSERT(segment.front() == ':' || !more,
                          "`*name` is the end of the pattern of a route");
            names.emplace_back(segment.substr(1));
            here = step_to(segment.front() == ':' ? here->one : here->rest);
            continue;
        }
        const auto known = std::ranges::find(
            here->texts, segment, [](const auto& text) -> std::string_view { return text.first; });
        if (known == here->texts.end()) {
            here->texts.emplace_back(segment, std::make_unique<node>());
            here = here->texts.back().second.get();
        } else {
            here = known->second.get();
        }
    }
    BOUNCE_ASSERT(here->find(m) == nullptr, "a route was given twice");
    BOUNCE_ASSERT(here->handlers.empty() || here->names == names,
                  "routes of one path name its places alike");
    here->names = std::move(names);
    here->handlers.emplace_back(m, std::move(h));
    return *this;
}

router& router::fallback(handler h) {
    fallback_ = std::make_unique<handler>(std::move(h));
    return *this;
}

void router::find(const method& m, std::string_view path, match& into) const {
    into.answers = nullptr;
    into.allow.clear();
    into.malformed = false;
    into.params.clear();
    if (!path.starts_with('/')) return;
    search walk{m, into};
    if (walk.at(*root_, path.substr(1))) return;
    if (into.allow.empty() && !into.malformed) into.answers = fallback_.get();
}

}  // namespace bounce::http
