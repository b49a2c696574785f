#include "bounce/data/json/value.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

namespace bounce::json {

namespace {

// Objects with fewer members are searched from front to back; from this size on they carry an
// index: the positions of the members, sorted by name.
constexpr std::size_t indexed_from = 16;

}  // namespace

object::object() noexcept = default;
object::object(object&& other) noexcept = default;
object& object::operator=(object&& other) noexcept = default;
object::~object() = default;

object::object(std::initializer_list<member> members) : object{std::vector<member>(members)} {}

object::object(std::vector<member> members) : members_{std::move(members)} {
    std::vector<std::uint32_t> by_name(members_.size());
    std::iota(by_name.begin(), by_name.end(), 0U);
    std::ranges::sort(by_name, {}, [&](std::uint32_t i) {
        return std::pair{std::string_view{members_[i].name}, i};
    });
    // Of a run of equal names the first keeps its place and gets the last one's value.
    std::vector<bool> dropped(members_.size());
    std::size_t drops = 0;
    for (std::size_t i = 0; i < by_name.size();) {
        std::size_t last = i;
        while (last + 1 < by_name.size() &&
               members_[by_name[last + 1]].name == members_[by_name[i]].name)
            ++last;
        for (std::size_t k = i + 1; k <= last; ++k) dropped[by_name[k]] = true;
        drops += last - i;
        if (last != i) members_[by_name[i]].value = std::move(members_[by_name[last]].value);
        i = last + 1;
    }
    if (drops != 0) {
        std::size_t at = 0;
        std::erase_if(members_, [&](const member&) { return dropped[at++]; });
        rebuild_index();
    } else if (members_.size() >= indexed_from) {
        index_ = std::make_unique<std::vector<std::uint32_t>>(std::move(by_name));
    }
}

std::size_t object::size() const noexcept { return members_.size(); }
object::iterator object::begin() noexcept { return members_.data(); }
object::iterator object::end() noexcept { return members_.data() + members_.size(); }
object::const_iterator object::begin() const noexcept { return members_.data(); }
object::const_iterator object::end() const noexcept { return members_.data() + members_.size(); }

void object::rebuild_index() {
    if (members_.size() < indexed_from) {
        index_.reset();
        return;
    }
    auto fresh = std::make_unique<std::vector<std::uint32_t>>(members_.size());
    std::iota(fresh->begin(), fresh->end(), 0U);
    std::ranges::sort(*fresh, {},
                      [&](std::uint32_t i) -> const std::string& { return members_[i].name; });
    index_ = std::move(fresh);
}

std::size_t object::rank_of(std::string_view name) const noexcept {
    const auto found = std::ranges::lower_bound(
        *index_, name, {}, [&](std::uint32_t i) { return std::string_view{members_[i].name}; });
    return static_cast<std::size_t>(found - index_->begin());
}

std::size_t object::position_of(std::string_view name) const noexcept {
    if (index_ != nullptr) {
        const auto rank = rank_of(name);
        if (rank == index_->size() || members_[(*index_)[rank]].name != name)
            return members_.size();
        return (*index_)[rank];
    }
    const auto found = std::ranges::find(members_, name, &member::name);
    return static_cast<std::size_t>(found - members_.begin());
}

const value* object::find(std::string_view name) const noexcept {
    const auto position = position_of(name);
    return position == members_.size() ? nullptr : &members_[position].value;
}

value* object::find(std::string_view name) noexcept {
    return const_cast<value*>(std::as_const(*this).find(name));
}

value& object::operator[](std::string_view name) {
    if (auto* there = find(name)) return *there;
    const auto position = members_.size();
    if (index_ != nullptr) index_->reserve(position + 1);
    members_.push_back(member{std::string{name}, value{}});
    if (index_ == nullptr) {
        if (members_.size() >= indexed_from) rebuild_index();
    } else {
        const auto rank = static_cast<std::ptrdiff_t>(rank_of(name));
        index_->insert(index_->begin() + rank, static_cast<std::uint32_t>(position));
    }
    return members_.back().value;
}

value& object::set(std::string_view name, value v) {
    auto& place = (*this)[name];
    place = std::move(v);
    return place;
}

bool object::erase(std::string_view name) {
    const auto position = position_of(name);
    if (position == members_.size()) return false;
    if (index_ != nullptr) {
        index_->erase(index_->begin() + static_cast<std::ptrdiff_t>(rank_of(name)));
        for (auto& other : *index_) other -= other > position ? 1U : 0U;
    }
    members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(position));
    if (members_.size() < indexed_from) index_.reset();
    return true;
}

void object::clear() noexcept {
    members_.clear();
    index_.reset();
}

}  // namespace bounce::json
