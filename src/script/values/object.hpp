#pragma once

#include "bounce/script/heap_account.hpp"
#include "bounce/script/value.hpp"

#include <cstddef>
#include <utility>

namespace bounce::script {

/// How objects come to be and go. Every `create` charges the account and counts the object; `destroy`
/// is the reverse, for an object whose count is 0. Without an account the object is immortal and its
/// maker answers for it: see `immortal_values`.
struct object_access {
    static void born(object& o, std::size_t bytes) noexcept {
        if (o.account == nullptr) return;
        ++o.account->objects_;
        o.account->charge(bytes);
    }
    static void gone(heap_account* account, std::size_t bytes) noexcept {
        if (account == nullptr) return;
        --account->objects_;
        account->refund(bytes);
    }
    /// Frees `o`, whatever it is; children are released, which may bury further objects.
    static void destroy(object* o) noexcept;
    static void bury(object* o) noexcept { o->account->bury(o); }
};

/// An object that cycles of references can lead through, as its content is shared and may be replaced:
/// a cell, a channel, a semaphore, a task. The account lists them, to be able to break cycles.
struct rooted_object : object {
    rooted_object* next = nullptr;
    rooted_object* previous = nullptr;

    rooted_object(heap_account* owner, kind k) noexcept;

    /// Drops all values inside.
    void clear() noexcept;

protected:
    ~rooted_object();
};

/// The object of a value known to have that kind: `as<array_object>(v).items`.
template <class T>
[[nodiscard]] T& as(const value& v) noexcept {
    return *static_cast<T*>(v.as_object());
}

/// A fresh T on the heap that `owner` pays for (or an immortal one), as a value.
template <class T, class... Args>
[[nodiscard]] value create(heap_account* owner, Args&&... args) {
    T* made = new T{owner, std::forward<Args>(args)...};
    object_access::born(*made, sizeof(T));
    return value::adopt(made);
}

}  // namespace bounce::script
