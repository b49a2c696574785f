#pragma once

#include "bounce/base/result.hpp"

#include <cstdint>
#include <utility>

// The seam between the file operations and the operating system. Everything in this folder is the same
// on every system; sys/posix (with sys/linux) implements it, and so may a simulation.
//
// What an implementation promises: a call does what its comment says or gives the system's error, bare
// (the callers know what they were doing to what); one that a signal interrupted is repeated; a path with
// a zero byte is `invalid_argument`; descriptors are not inherited by child processes; any thread may
// call anything.
namespace bounce::fs::sys {

/// The system's name for an open file or directory.
struct handle {
    std::intptr_t value = -1;

    constexpr handle() noexcept = default;
    constexpr explicit handle(std::intptr_t v) noexcept : value{v} {}
    [[nodiscard]] constexpr bool valid() const noexcept { return value >= 0; }
};

/// Closes it; the handle is gone whatever is returned.
result<void> close(handle opened) noexcept;

/// Owns a handle.
class unique_handle {
public:
    unique_handle() noexcept = default;
    explicit unique_handle(handle owned) noexcept : owned_{owned} {}
    unique_handle(unique_handle&& other) noexcept : owned_{other.release()} {}
    unique_handle& operator=(unique_handle&& other) noexcept {
        unique_handle dropped{std::move(*this)};
        owned_ = other.release();
        return *this;
    }
    ~unique_handle() {
        if (owned_.valid()) static_cast<void>(close(release()));
    }

    [[nodiscard]] handle get() const noexcept { return owned_; }
    [[nodiscard]] handle release() noexcept { return std::exchange(owned_, handle{}); }

private:
    handle owned_;
};

}  // namespace bounce::fs::sys
