#include "script/values/map.hpp"

#include "script/values/key_tree.hpp"

namespace bounce::script {

namespace {

[[nodiscard]] shape* immortal_shape(std::vector<value> keys) {
    auto made = std::make_unique<shape>();
    made->keys = std::move(keys);
    return made.release();
}

[[nodiscard]] shape* empty_shape(heap_account* owner) {
    return owner != nullptr ? owner->shapes().of({}) : immortal_shape({});
}

/// The shape of a map that is copied: shared, unless the copy belongs elsewhere.
[[nodiscard]] shape* shape_for(heap_account* owner, shape* of) {
    if (owner != nullptr && of->account == owner) {
        of->retain();
        return of;
    }
    return owner != nullptr ? owner->shapes().of(of->keys) : immortal_shape(of->keys);
}

}  // namespace

map_object::map_object(heap_account* owner)
    : object{owner, kind::map}, shape_{empty_shape(owner)} {}

map_object::map_object(heap_account* owner, shape* keys, std::vector<value> slots)
    : object{owner, kind::map}, shape_{keys}, slots_{std::move(slots)} {
    settle();
}

map_object::map_object(heap_account* owner, const map_object& other)
    : object{owner, kind::map},
      shape_{other.shape_ != nullptr ? shape_for(owner, other.shape_) : nullptr},
      slots_{other.slots_},
      tree_{other.tree_ != nullptr ? std::make_unique<key_tree>(*other.tree_) : nullptr} {
    settle();
}

map_object::~map_object() {
    if (account != nullptr) account->refund(charged_);
    drop_shape();
}

void map_object::drop_shape() noexcept {
    if (shape_ == nullptr) return;
    // An immortal map is the only one that has its shape.
    if (shape_->account == nullptr) {
        delete shape_;
    } else {
        shape_->release();
    }
    shape_ = nullptr;
}

void map_object::take_shape(shape* next) noexcept {
    drop_shape();
    shape_ = next;
}

void map_object::settle() noexcept {
    const std::size_t bytes =
        slots_.capacity() * sizeof(value) + (tree_ != nullptr ? tree_->allocated_bytes() : 0);
    if (bytes == charged_) return;
    if (account != nullptr) {
        account->charge(bytes);
        account->refund(charged_);
    }
    charged_ = bytes;
}

std::size_t map_object::size() const noexcept {
    return tree_ != nullptr ? tree_->size() : slots_.size();
}

value* map_object::find(std::string_view key) noexcept {
    if (tree_ != nullptr) {
        key_tree::entry* const found = tree_->find(key);
        return found != nullptr ? &found->item : nullptr;
    }
    const auto slot = shape_->find(key);
    return slot ? &slots_[*slot] : nullptr;
}

const value* map_object::find(std::string_view key) const noexcept {
    return const_cast<map_object*>(this)->find(key);
}

const value& map_object::key_at(std::size_t position) const noexcept {
    return tree_ != nullptr ? tree_->at(position).key : shape_->keys[position];
}

value& map_object::value_at(std::size_t position) noexcept {
    return tree_ != nullptr ? tree_->at(position).item : slots_[position];
}

const value& map_object::value_at(std::size_t position) const noexcept {
    return const_cast<map_object*>(this)->value_at(position);
}

void map_object::grow_into_tree() {
    tree_ = std::make_unique<key_tree>();
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        tree_->append(shape_->keys[i], std::move(slots_[i]));
    }
    slots_ = {};
    take_shape(nullptr);
}

value& map_object::at_or_insert(const value& key) {
    if (tree_ == nullptr) {
        const std::size_t slot = shape_->lower_bound(key.text());
        if (slot < slots_.size() && shape_->keys[slot].text() == key.text()) return slots_[slot];
        if (slots_.size() < shaped_keys) {
            take_shape(account != nullptr ? account->shapes().with(*shape_, slot, key)
                                          : immortal_shape(keys_with(*shape_, slot, key)));
            const auto made = slots_.emplace(slots_.begin() + static_cast<std::ptrdiff_t>(slot));
            settle();
            return *made;
        }
        grow_into_tree();
    }
    value& made = tree_->at_or_insert(key);
    settle();
    return made;
}

std::optional<value> map_object::remove(std::string_view key) {
    if (tree_ != nullptr) {
        auto removed = tree_->remove(key);
        settle();
        return removed;
    }
    const auto slot = shape_->find(key);
    if (!slot) return std::nullopt;
    take_shape(account != nullptr ? account->shapes().without(*shape_, *slot)
                                  : immortal_shape(keys_without(*shape_, *slot)));
    std::optional<value> removed{std::move(slots_[*slot])};
    slots_.erase(slots_.begin() + static_cast<std::ptrdiff_t>(*slot));
    return removed;
}

void map_object::clear() {
    const std::unique_ptr<key_tree> old_tree = std::move(tree_);
    const std::vector<value> old_slots = std::exchange(slots_, {});
    take_shape(empty_shape(account));
    settle();
}

}  // namespace bounce::script
