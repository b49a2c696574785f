#pragma once

#include "bounce/runtime/callbacks.hpp"
#include "bounce/runtime/detail/runnable.hpp"

#include <cstdint>
#include <utility>

namespace bounce::detail {

/// A callback that waits for its turn in one of a worker's phases. Frees itself when it has run.
struct callback_node final : runnable {
    callback_node(callback f, const char* l, std::uint64_t c)
        : runnable{&call_and_delete}, function{std::move(f)}, label{l}, cause{c} {}
    ~callback_node() = default;

    callback function;
    const char* label;
    std::uint64_t cause;

private:
    static void call_and_delete(runnable& self) noexcept;
};

}  // namespace bounce::detail
