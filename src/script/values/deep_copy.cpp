#include "script/values/blob.hpp"
#include "script/values/children.hpp"
#include "script/values/range.hpp"
#include "script/values/string.hpp"
#include "script/values/walks.hpp"

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace bounce::script {

namespace {

/// One copy: what has been copied already, and what is still to be filled.
class copier {
public:
    explicit copier(heap_account* target) noexcept : target_{target} {}

    [[nodiscard]] value copy(const value& v) {
        value made = begin(v);
        while (!open_.empty()) {
            const auto [from, to] = open_.back();
            open_.pop_back();
            fill(*from, *to);
        }
        return made;
    }

private:
    /// The copy of a value, whose parts may still have to be filled in.
    [[nodiscard]] value begin(const value& v) {
        if (!v.is_heap()) return v;
        object* const from = v.as_object();
        if (const auto known = copies_.find(from); known != copies_.end()) return known->second;
        value made = shell_of(v);
        copies_.emplace(from, made);
        if (child_count(*from) > 0) open_.emplace_back(from, made.as_object());
        return made;
    }

    /// A new object with everything but the child values.
    [[nodiscard]] value shell_of(const value& v) {
        switch (v.tag()) {
            case kind::string: return make_string(target_, v.text());
            case kind::array:
                return make_array(target_, std::vector<value>(as<array_object>(v).items.size()));
            case kind::blob: return make_blob(target_, as<blob_object>(v).bytes);
            case kind::map: return map_shell(as<map_object>(v));
            case kind::range: {
                const auto& r = as<range_object>(v);
                return make_range(target_, r.begin, r.end, r.inclusive);
            }
            case kind::fn: {
                const auto& f = as<fn_object>(v);
                value made =
                    create<fn_object>(target_, f.home, f.function, f.parameters, begin(f.name));
                as<fn_object>(made).anonymous = f.anonymous;
                as<fn_object>(made).curried.resize(f.curried.size());
                as<fn_object>(made).settle();
                return made;
            }
            case kind::cell: {
                value made = make_cell(target_, value{});
                as<cell_object>(made).constant = as<cell_object>(v).constant;
                return made;
            }
            case kind::iterator: {
                const auto& it = as<iterator_object>(v);
                value made = create<iterator_object>(target_, it.over);
                auto& to = as<iterator_object>(made);
                to.inclusive = it.inclusive;
                to.finished = it.finished;
                to.position = it.position;
                to.end = it.end;
                to.step = it.step;
                to.delivered = it.delivered;
                return made;
            }
            default: fatal("a value that belongs to one isolate is copied to another");
        }
    }

    [[nodiscard]] value map_shell(const map_object& from) {
        if (target_ == nullptr || from.layout() == nullptr) {
            value made = make_map(target_);
            from.for_each([&](const value& key, const value&) {
                as<map_object>(made).at_or_insert(begin(key));
            });
            return made;
        }
        std::vector<value> keys;
        keys.reserve(from.size());
        for (const value& key : from.layout()->keys) keys.push_back(begin(key));
        return create<map_object>(target_, target_->shapes().of(std::move(keys)),
                                  std::vector<value>(from.size()));
    }

    void fill(const object& from, object& to) {
        const std::size_t n = child_count(from);
        for (std::size_t i = 0; i < n; ++i) {
            // The shell has as many children, and nobody else has seen it yet.
            const_cast<value&>(child_at(to, i)) = begin(child_at(from, i));
        }
    }

    heap_account* target_;
    std::unordered_map<const object*, value> copies_;
    std::vector<std::pair<const object*, object*>> open_;
};

void append_step(std::string& path, const walk_frame& frame) {
    const std::size_t i = frame.next - 1;
    switch (frame.in->tag) {
        case kind::map:
            if (!path.empty()) path += '.';
            path += static_cast<const map_object&>(*frame.in).key_at(i).text();
            return;
        case kind::array:
        case kind::channel:
            path += '[';
            path += std::to_string(i);
            path += ']';
            return;
        case kind::fn:
            path += path.empty() ? "captured " : " captured ";
            path += std::to_string(i);
            return;
        default: return;
    }
}

/// The path to the first part for which `refused` holds, and what is there.
template <class Refused>
[[nodiscard]] std::optional<std::string> find_refused(const value& v, Refused&& refused) {
    std::vector<walk_frame> open;
    std::unordered_set<const object*> seen;
    const auto describe = [&](const value& part) {
        std::string path;
        for (const walk_frame& frame : open) append_step(path, frame);
        if (!path.empty()) path += ": ";
        path += "a ";
        path += type_name(part);
        return path;
    };
    const auto enter = [&](const value& part) {
        if (!part.is_heap()) return true;
        if (refused(part)) return false;
        const object* const o = part.as_object();
        if (child_count(*o) == 0) return true;
        if (o->count > 1 && !seen.insert(o).second) return true;
        open.push_back({o});
        return true;
    };
    if (!enter(v)) return describe(v);
    while (!open.empty()) {
        walk_frame& at = open.back();
        if (at.next == child_count(*at.in)) {
            open.pop_back();
            continue;
        }
        const value& part = child_at(*at.in, at.next++);
        if (!enter(part)) return describe(part);
    }
    return std::nullopt;
}

[[nodiscard]] bool belongs_to_an_isolate(const value& v) noexcept {
    switch (v.tag()) {
        case kind::channel:
        case kind::semaphore:
        case kind::task:
        case kind::host_handle: return true;
        default: return false;
    }
}

}  // namespace

fallible<value> deep_copy(heap_account* target, const value& v) {
    if (const auto where = find_refused(v, belongs_to_an_isolate)) {
        return fail(error_kind::mismatch_data_type,
                    *where + " cannot be copied to another isolate");
    }
    return copier{target}.copy(v);
}

std::optional<std::string> find_not_storable(const value& v) {
    return find_refused(v, [](const value& part) { return part.is(kind::host_handle); });
}

}  // namespace bounce::script
