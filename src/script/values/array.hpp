#pragma once

#include "script/values/object.hpp"

#include <vector>

namespace bounce::script {

/// An array. Whoever changes the size of `items` calls `settle()` afterwards, so that the account
/// knows the bytes.
struct array_object : object {
    std::vector<value> items;

    explicit array_object(heap_account* owner) noexcept : object{owner, kind::array} {}
    array_object(heap_account* owner, std::vector<value> content)
        : object{owner, kind::array}, items{std::move(content)} {
        settle();
    }
    ~array_object() {
        if (account != nullptr) account->refund(charged_);
    }

    void settle() noexcept {
        const std::size_t bytes = items.capacity() * sizeof(value);
        if (bytes == charged_) return;
        if (account != nullptr) {
            account->charge(bytes);
            account->refund(charged_);
        }
        charged_ = bytes;
    }
    void push(value v) {
        items.push_back(std::move(v));
        settle();
    }

private:
    std::size_t charged_ = 0;
};

[[nodiscard]] inline value make_array(heap_account* owner, std::vector<value> items = {}) {
    return create<array_object>(owner, std::move(items));
}

}  // namespace bounce::script
