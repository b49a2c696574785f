// Copying, comparing and destroying values of any depth. None of it recurses: copying and comparing
// keep a list of what is still to do; destroying keeps nothing, it re-uses slots of the dying tree.

#include "bounce/data/json/value.hpp"

#include <utility>

namespace bounce::json {

struct value::copy_step {
    const value* from;
    value* to;
};

struct value::compare_step {
    const value* a;
    const value* b;
};

// --- copying
// ---------------------------------------------------------------------------------------

// A container is first given its parts as nulls, then the parts are filled. The places do not move
// meanwhile, because no container changes its size again.
void value::copy(std::vector<copy_step>& pending) {
    while (!pending.empty()) {
        const auto [from, to] = pending.back();
        pending.pop_back();
        if (const auto* source = from->if_array()) {
            auto& parts = to->data_.emplace<json::array>(source->size());
            for (std::size_t i = 0; i < parts.size(); ++i)
                pending.push_back({&(*source)[i], &parts[i]});
        } else if (const auto* members = from->if_object()) {
            auto& parts = to->data_.emplace<json::object>();
            parts.copy_names(*members);
            for (std::size_t i = 0; i < parts.size(); ++i)
                pending.push_back({&members->begin()[i].value, &parts.begin()[i].value});
        } else {
            to->data_ = from->data_;
        }
    }
}

void object::copy_names(const object& other) {
    members_.reserve(other.members_.size());
    for (const auto& m : other.members_) members_.push_back(member{m.name, value{}});
    if (other.index_ != nullptr)
        index_ = std::make_unique<std::vector<std::uint32_t>>(*other.index_);
}

value::value(const value& other) {
    if (other.part_count() == 0) {
        data_ = other.data_;
        return;
    }
    std::vector<copy_step> pending{{&other, this}};
    copy(pending);
}

object::object(const object& other) : object{} {
    copy_names(other);
    std::vector<value::copy_step> pending;
    pending.reserve(size());
    for (std::size_t i = 0; i < size(); ++i)
        pending.push_back({&other.members_[i].value, &members_[i].value});
    value::copy(pending);
}

value& value::operator=(const value& other) {
    if (this != &other) *this = value{other};
    return *this;
}

object& object::operator=(const object& other) {
    if (this != &other) *this = object{other};
    return *this;
}

// --- moving
// ----------------------------------------------------------------------------------------

value::value(value&& other) noexcept : data_{std::move(other.data_)} {}

// What is assigned may be a part of what it replaces: it is taken out before the rest goes.
value& value::operator=(value&& other) noexcept {
    value taken{std::move(other)};
    data_.swap(taken.data_);
    return *this;
}

// --- comparing
// -------------------------------------------------------------------------------------

namespace {

// Exact: an integer and a double are equal if the double is that integer.
bool equal_numbers(const value& a, const value& b) {
    if (a.kind() == b.kind() && a.kind() == kind::real) return *a.as_double() == *b.as_double();
    if (const auto x = a.as_int64(), y = b.as_int64(); x && y) return *x == *y;
    if (const auto x = a.as_uint64(), y = b.as_uint64(); x && y) return *x == *y;
    return false;
}

}  // namespace

bool value::equal(std::vector<compare_step>& pending) {
    while (!pending.empty()) {
        const auto [a, b] = pending.back();
        pending.pop_back();
        if (a->is_number() && b->is_number()) {
            if (!equal_numbers(*a, *b)) return false;
            continue;
        }
        if (a->kind() != b->kind() || a->part_count() != b->part_count()) return false;
        if (const auto* array_a = a->if_array()) {
            const auto* array_b = b->if_array();
            for (std::size_t i = 0; i < array_a->size(); ++i)
                pending.push_back({&(*array_a)[i], &(*array_b)[i]});
        } else if (const auto* object_a = a->if_object()) {
            for (const auto& m : *object_a) {
                const auto* other = b->find(m.name);
                if (other == nullptr) return false;
                pending.push_back({&m.value, other});
            }
        } else if (a->data_ != b->data_) {
            return false;
        }
    }
    return true;
}

bool operator==(const value& a, const value& b) {
    std::vector<value::compare_step> pending{{&a, &b}};
    return value::equal(pending);
}

bool operator==(const object& a, const object& b) {
    if (a.size() != b.size()) return false;
    std::vector<value::compare_step> pending;
    for (const auto& m : a) {
        const auto* other = b.find(m.name);
        if (other == nullptr) return false;
        pending.push_back({&m.value, other});
    }
    return value::equal(pending);
}

// --- destroying
// ------------------------------------------------------------------------------------

std::size_t value::part_count() const noexcept {
    if (const auto* a = if_array()) return a->size();
    if (const auto* o = if_object()) return o->size();
    return 0;
}

value& value::first_part() noexcept {
    if (auto* a = if_array()) return a->front();
    return if_object()->members_.front().value;
}

value value::take_last_part() noexcept {
    if (auto* a = if_array()) {
        value last{std::move(a->back())};
        a->pop_back();
        return last;
    }
    auto& members = if_object()->members_;
    value last{std::move(members.back().value)};
    members.pop_back();
    return last;
}

bool value::has_nested_parts() const noexcept {
    if (const auto* a = if_array()) {
        for (const auto& part : *a)
            if (part.part_count() != 0) return true;
    } else if (const auto* o = if_object()) {
        for (const auto& m : *o)
            if (m.value.part_count() != 0) return true;
    }
    return false;
}

// Walks the tree depth first and frees it on the way, with no stack and no allocation (a destructor
// has neither to spare). `holder` is the container that is being emptied from the back. Going down
// into a part puts `holder` itself into the first slot of that part, in exchange for what was
// there; so the way back up is what a container yields last, when it has nothing else left.
void value::dismantle() noexcept {
    if (!has_nested_parts()) return;
    value holder;
    holder.data_.swap(data_);
    while (holder.part_count() != 0) {
        value part{holder.take_last_part()};
        if (holder.part_count() == 0) {
            if (part.part_count() != 0) holder = std::move(part);
            continue;
        }
        while (part.part_count() != 0) {
            value displaced{std::move(part.first_part())};
            part.first_part() = std::move(holder);
            holder = std::move(part);
            part = std::move(displaced);
        }
    }
}

}  // namespace bounce::json
