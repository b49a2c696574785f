#pragma once

#include "bounce/script/heap_account.hpp"
#include "bounce/script/value.hpp"

#include <cstddef>
#include <memory>

namespace bounce::script {

/// The registers of a fiber's frames, which overlap. All of it are values at any time: what no frame uses
/// is (). It grows by doubling, so that a fiber which never calls deep stays small.
class register_stack {
public:
    explicit register_stack(heap_account& owner) noexcept : owner_{&owner} {}
    register_stack(const register_stack&) = delete;
    register_stack& operator=(const register_stack&) = delete;
    ~register_stack() { owner_->refund(size_ * sizeof(value)); }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] value* data() noexcept { return values_.get(); }
    [[nodiscard]] const value* data() const noexcept { return values_.get(); }
    [[nodiscard]] value& operator[](std::size_t i) noexcept { return values_[i]; }
    [[nodiscard]] const value& operator[](std::size_t i) const noexcept { return values_[i]; }

    /// At least `registers`; values keep their places. Pointers into it are void afterwards.
    void reserve(std::size_t registers) {
        if (registers > size_) grow(registers);
    }

private:
    void grow(std::size_t registers);

    heap_account* owner_;
    std::unique_ptr<value[]> values_;
    std::size_t size_ = 0;
};

}  // namespace bounce::script
