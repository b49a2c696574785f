#pragma once

#include "bounce/base/assert.hpp"

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace bounce::detail {

/// First in, first out, in a fixed number of slots that are allocated once. Not synchronised.
template <class T>
class ring {
    static_assert(std::is_object_v<T> && std::is_nothrow_move_constructible_v<T>,
                  "a channel carries objects that can be moved without an exception");

public:
    ring() noexcept = default;
    explicit ring(std::size_t capacity)
        : slots_{std::allocator<T>{}.allocate(capacity)}, capacity_{capacity} {}
    ring(const ring&) = delete;
    ring& operator=(const ring&) = delete;
    ~ring() {
        while (!empty()) (void)pop_front();
        if (slots_ != nullptr) std::allocator<T>{}.deallocate(slots_, capacity_);
    }

    void swap(ring& other) noexcept {
        std::swap(slots_, other.slots_);
        std::swap(capacity_, other.capacity_);
        std::swap(head_, other.head_);
        std::swap(size_, other.size_);
    }

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    void push_back(T&& value) noexcept {
        BOUNCE_DEBUG_ASSERT(size_ < capacity_, "a full ring was pushed to");
        const std::size_t to_end = capacity_ - head_;
        std::construct_at(slots_ + (size_ < to_end ? head_ + size_ : size_ - to_end),
                          std::move(value));
        ++size_;
    }

    [[nodiscard]] T pop_front() noexcept {
        BOUNCE_DEBUG_ASSERT(size_ > 0, "an empty ring was popped from");
        T* front = slots_ + head_;
        head_ = head_ + 1 == capacity_ ? 0 : head_ + 1;
        --size_;
        T value{std::move(*front)};
        std::destroy_at(front);
        return value;
    }

private:
    T* slots_ = nullptr;
    std::size_t capacity_ = 0;
    std::size_t head_ = 0;
    std::size_t size_ = 0;
};

}  // namespace bounce::detail
