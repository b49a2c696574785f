#pragma once

#include "script/values/object.hpp"

#include <cstdint>
#include <vector>

namespace bounce::script {

struct module;

/// A function as a value: which one, and the values that its leading parameters already have. A closure
/// is one whose captured variables are curried; variables that it shares are cells.
///
/// It is either resolved (`function` of `home`) or a name that is looked up in `home` when it is called,
/// as `Fn("name")` makes it; `home` may then be null.
struct fn_object : object {
    static constexpr std::uint32_t unresolved = 0xFFFF'FFFF;

    const module* home;
    std::uint32_t function;
    std::uint32_t parameters = 0;  ///< of a resolved one: all, curried ones included
    bool anonymous = false;        ///< a closure
    value name;                    ///< a string; for a closure, the name that messages give it
    std::vector<value> curried;

    fn_object(heap_account* owner, const module* where, std::uint32_t index, std::uint32_t all,
              value called) noexcept
        : object{owner, kind::fn},
          home{where},
          function{index},
          parameters{all},
          name{std::move(called)} {}
    ~fn_object() {
        if (account != nullptr) account->refund(charged_);
    }

    [[nodiscard]] bool resolved() const noexcept { return function != unresolved; }
    /// To be called after `curried` was changed.
    void settle() noexcept {
        const std::size_t bytes = curried.capacity() * sizeof(value);
        if (account != nullptr) {
            account->charge(bytes);
            account->refund(charged_);
        }
        charged_ = bytes;
    }

private:
    std::size_t charged_ = 0;
};

/// A resolved function; `parameters` counts all of them, those to be curried included.
[[nodiscard]] inline value make_fn(heap_account* owner, const module* home, std::uint32_t function,
                                   std::uint32_t parameters, value name) {
    return create<fn_object>(owner, home, function, parameters, std::move(name));
}
/// `Fn("name")`: looked up in `home` when it is called.
[[nodiscard]] inline value make_named_fn(heap_account* owner, const module* home, value name) {
    return create<fn_object>(owner, home, fn_object::unresolved, 0U, std::move(name));
}

/// The same function with further values curried behind those that it has.
[[nodiscard]] value curry(heap_account* owner, const value& fn, const value* first,
                          std::size_t count);

}  // namespace bounce::script
