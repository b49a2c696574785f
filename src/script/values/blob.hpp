#pragma once

#include "script/values/object.hpp"

#include <cstdint>
#include <vector>

namespace bounce::script {

/// A string of bytes. Whoever changes the size of `bytes` calls `settle()` afterwards.
struct blob_object : object {
    std::vector<std::uint8_t> bytes;

    explicit blob_object(heap_account* owner) noexcept : object{owner, kind::blob} {}
    blob_object(heap_account* owner, std::vector<std::uint8_t> content)
        : object{owner, kind::blob}, bytes{std::move(content)} {
        settle();
    }
    ~blob_object() {
        if (account != nullptr) account->refund(charged_);
    }

    void settle() noexcept {
        if (bytes.capacity() == charged_) return;
        if (account != nullptr) {
            account->charge(bytes.capacity());
            account->refund(charged_);
        }
        charged_ = bytes.capacity();
    }

private:
    std::size_t charged_ = 0;
};

[[nodiscard]] inline value make_blob(heap_account* owner, std::vector<std::uint8_t> bytes = {}) {
    return create<blob_object>(owner, std::move(bytes));
}

}  // namespace bounce::script
