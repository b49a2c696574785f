#include "script/values/blob.hpp"
#include "script/values/children.hpp"
#include "script/values/counted_equal.hpp"
#include "script/values/range.hpp"
#include "script/values/utf8.hpp"
#include "script/values/walks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>
#include <vector>

namespace bounce::script {

namespace {

/// A char as a string, so that it compares with strings.
class text_of {
public:
    explicit text_of(const value& v) noexcept {
        if (v.is_char()) {
            text_ = {room_, encode_utf8(v.as_char(), room_)};
        } else {
            text_ = v.text();
        }
    }
    text_of(const text_of&) = delete;
    text_of& operator=(const text_of&) = delete;
    [[nodiscard]] std::string_view get() const noexcept { return text_; }

private:
    char room_[4] = {};
    std::string_view text_;
};

[[nodiscard]] bool is_number(const value& v) noexcept { return v.is_int() || v.is_float(); }
[[nodiscard]] bool is_text(const value& v) noexcept { return v.is_string() || v.is_char(); }

[[nodiscard]] double number_of(const value& v) noexcept {
    return v.is_int() ? static_cast<double>(v.as_int()) : v.as_float();
}

[[nodiscard]] bool same_keys(const map_object& a, const map_object& b) noexcept {
    if (a.layout() != nullptr && a.layout() == b.layout()) return true;
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a.key_at(i).text() != b.key_at(i).text()) return false;
    }
    return true;
}

enum class verdict : std::uint8_t { equal, unequal, look_inside };

[[nodiscard]] verdict verdict_of(bool equal) noexcept {
    return equal ? verdict::equal : verdict::unequal;
}

/// The verdict on two values of the same kind on the heap that are not the same object.
[[nodiscard]] verdict glance_at_objects(const value& a, const value& b) noexcept {
    switch (a.tag()) {
        case kind::array:
            if (child_count(*a.as_object()) != child_count(*b.as_object())) return verdict::unequal;
            return verdict::look_inside;
        case kind::map:
            if (!same_keys(as<map_object>(a), as<map_object>(b))) return verdict::unequal;
            return verdict::look_inside;
        case kind::fn: {
            const auto& f = as<fn_object>(a);
            const auto& g = as<fn_object>(b);
            if (f.home != g.home || f.function != g.function || f.name.text() != g.name.text() ||
                f.curried.size() != g.curried.size()) {
                return verdict::unequal;
            }
            return verdict::look_inside;
        }
        case kind::blob: return verdict_of(as<blob_object>(a).bytes == as<blob_object>(b).bytes);
        case kind::range: {
            const auto& r = as<range_object>(a);
            const auto& s = as<range_object>(b);
            return verdict_of(r.begin == s.begin && r.end == s.end && r.inclusive == s.inclusive);
        }
        default: return verdict::unequal;  // cells, channels, tasks ...: only the same one
    }
}

[[nodiscard]] verdict glance(const value& a, const value& b) noexcept {
    if (is_number(a) && is_number(b)) {
        if (a.is_int() && b.is_int()) return verdict_of(a.as_int() == b.as_int());
        return verdict_of(number_of(a) == number_of(b));
    }
    if (a.identical(b)) return verdict::equal;
    if (is_text(a) && is_text(b)) return verdict_of(text_of{a}.get() == text_of{b}.get());
    if (a.tag() != b.tag() || !a.is_heap()) return verdict::unequal;
    return glance_at_objects(a, b);
}

/// What a glance at a value costs: its bytes, if it is text or a blob; the keys of a map.
[[nodiscard]] std::size_t weight_of(const value& v) noexcept {
    switch (v.tag()) {
        case kind::string: return v.text().size();
        case kind::blob: return as<blob_object>(v).bytes.size();
        case kind::map: return as<map_object>(v).size();
        default: return 1;
    }
}

[[nodiscard]] std::partial_ordering order_of_numbers(const value& a, const value& b) noexcept {
    if (a.is_int() && b.is_int()) return a.as_int() <=> b.as_int();
    return number_of(a) <=> number_of(b);
}

/// The place of a kind in the total order.
[[nodiscard]] int group_of(const value& v) noexcept {
    if (is_number(v)) return 2;
    if (is_text(v)) return 7;
    return static_cast<int>(v.tag()) + (v.tag() > kind::floating ? 1 : 0);
}

/// The total order of two values that are not both arrays.
[[nodiscard]] std::strong_ordering order_of_leaves(const value& a, const value& b) {
    if (const auto by_group = group_of(a) <=> group_of(b); by_group != 0) return by_group;
    if (is_number(a)) {
        const auto by_value = order_of_numbers(a, b);
        if (by_value < 0) return std::strong_ordering::less;
        if (by_value > 0) return std::strong_ordering::greater;
        if (by_value == 0) return std::strong_ordering::equal;
        return std::isnan(number_of(a)) <=> std::isnan(number_of(b));
    }
    if (a.is_blob()) return as<blob_object>(a).bytes <=> as<blob_object>(b).bytes;
    const auto known = compare(a, b);
    if (!known || *known == 0) return std::strong_ordering::equal;
    return *known < 0 ? std::strong_ordering::less : std::strong_ordering::greater;
}

}  // namespace

bool equal(const value& a, const value& b) {
    std::size_t touched = 0;
    return counted_equal(a, b, touched);
}

bool counted_equal(const value& a, const value& b, std::size_t& touched) {
    touched += weight_of(a);
    switch (glance(a, b)) {
        case verdict::equal: return true;
        case verdict::unequal: return false;
        case verdict::look_inside: break;
    }
    struct frame {
        const object* a;
        const object* b;
        std::size_t next = 0;
    };
    std::vector<frame> open{{a.as_object(), b.as_object()}};
    // What is referred to from several places is looked into once, or a value that doubles itself fifty
    // times over would never be done.
    std::set<std::pair<const object*, const object*>> seen;
    while (!open.empty()) {
        frame& at = open.back();
        if (at.next == child_count(*at.a)) {
            open.pop_back();
            continue;
        }
        const value& x = child_at(*at.a, at.next);
        const value& y = child_at(*at.b, at.next);
        ++at.next;
        touched += weight_of(x);
        switch (glance(x, y)) {
            case verdict::equal: break;
            case verdict::unequal: return false;
            case verdict::look_inside: {
                const object* const p = x.as_object();
                const object* const q = y.as_object();
                const bool shared = !p->unique() && !q->unique();
                if (shared && !seen.emplace(p, q).second) break;
                open.push_back({p, q});
                break;
            }
        }
    }
    return true;
}

std::optional<std::partial_ordering> compare(const value& a, const value& b) {
    if (is_number(a) && is_number(b)) return order_of_numbers(a, b);
    if (is_text(a) && is_text(b)) return text_of{a}.get() <=> text_of{b}.get();
    if (a.tag() != b.tag()) return std::nullopt;
    switch (a.tag()) {
        case kind::boolean: return a.as_bool() <=> b.as_bool();
        case kind::duration: return a.as_duration() <=> b.as_duration();
        case kind::timestamp: return a.as_timestamp() <=> b.as_timestamp();
        default: return std::nullopt;
    }
}

std::strong_ordering order(const value& a, const value& b) {
    if (!a.is_array() || !b.is_array()) return order_of_leaves(a, b);
    struct frame {
        const array_object* a;
        const array_object* b;
        std::size_t next = 0;
    };
    std::vector<frame> open{{&as<array_object>(a), &as<array_object>(b)}};
    while (!open.empty()) {
        frame& at = open.back();
        const std::size_t i = at.next++;
        if (at.a == at.b || i >= std::min(at.a->items.size(), at.b->items.size())) {
            const auto by_size = at.a->items.size() <=> at.b->items.size();
            if (by_size != 0) return by_size;
            open.pop_back();
            continue;
        }
        const value& x = at.a->items[i];
        const value& y = at.b->items[i];
        if (x.is_array() && y.is_array()) {
            open.push_back({&as<array_object>(x), &as<array_object>(y)});
        } else if (const auto decided = order_of_leaves(x, y); decided != 0) {
            return decided;
        }
    }
    return std::strong_ordering::equal;
}

}  // namespace bounce::script
