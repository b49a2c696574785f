#include "script/values/immortal.hpp"

#include "script/values/children.hpp"
#include "script/values/walks.hpp"

#include <unordered_set>

namespace bounce::script {

namespace {

/// Takes the values out of a constant, of a kind that constants have.
void empty(object& o) noexcept {
    switch (o.tag) {
        case kind::array: static_cast<array_object&>(o).items.clear(); return;
        case kind::map: static_cast<map_object&>(o).clear(); return;
        case kind::fn:
            static_cast<fn_object&>(o).curried.clear();
            static_cast<fn_object&>(o).name = {};
            return;
        default: return;
    }
}

}  // namespace

immortal_values& immortal_values::operator=(immortal_values&& other) noexcept {
    owned_.swap(other.owned_);
    return *this;
}

immortal_values::~immortal_values() { free_all(); }

void immortal_values::add(const value& v) {
    if (v.is_heap()) owned_.push_back(v);
}

void immortal_values::free_all() noexcept {
    // All objects are found first, then emptied, and freed last: a value looks at its object when it
    // goes, and one object may be referred to by several others.
    std::unordered_set<object*> found;
    std::vector<object*> open;
    const auto enter = [&](const value& v) {
        if (!v.is_heap() || !v.as_object()->immortal()) return;
        if (found.insert(v.as_object()).second) open.push_back(v.as_object());
    };
    for (const value& v : owned_) enter(v);
    while (!open.empty()) {
        const object& o = *open.back();
        open.pop_back();
        for (std::size_t i = 0; i < child_count(o); ++i) enter(child_at(o, i));
        if (o.tag == kind::map) {
            static_cast<const map_object&>(o).for_each(
                [&](const value& key, const value&) { enter(key); });
        } else if (o.tag == kind::fn) {
            enter(static_cast<const fn_object&>(o).name);
        }
    }
    owned_.clear();
    for (object* o : found) empty(*o);
    for (object* o : found) object_access::destroy(o);
}

value immortal_copy(const value& v) {
    auto made = deep_copy(nullptr, v);
    BOUNCE_ASSERT(made.has_value(), "a constant holds what belongs to one isolate");
    return std::move(*made);
}

}  // namespace bounce::script
