#pragma once

#include "bounce/base/threads.hpp"

#include <cstddef>
#include <cstdlib>
#include <new>

#if defined(BOUNCE_SANITIZE_ADDRESS) || defined(BOUNCE_SANITIZE_THREAD)
#include <sanitizer/allocator_interface.h>
#else
#include <malloc.h>
#endif

/// For programs that look at what is allocated and freed through operator new and delete. It replaces
/// them, so one source of a program includes it, once. Sanitizers bring operators of their own, and hooks to
/// look through: there every malloc is counted.
namespace allocations {

/// Made by the calling thread, and by all threads, since the program began.
inline thread_local std::size_t of_this_thread = 0;
inline bounce::atomic<std::size_t> of_all_threads{0};
/// Of all blocks that live, with what the allocator rounds up. (Not under sanitizers.)
inline bounce::atomic<std::size_t> live_bytes{0};
/// Called with each block just before it is freed, while its contents are still there.
inline void (*before_release)(const volatile void* block) noexcept = nullptr;

inline void count() noexcept {
    ++of_this_thread;
    of_all_threads.fetch_add(1, bounce::memory_order_relaxed);
}

inline void released(const volatile void* block) noexcept {
    if (before_release != nullptr) before_release(block);
}

/// What `act()` allocates on this thread.
template <class Act>
[[nodiscard]] std::size_t made_by(Act act) {
    const std::size_t before = of_this_thread;
    act();
    return of_this_thread - before;
}

}  // namespace allocations

#if defined(BOUNCE_SANITIZE_ADDRESS) || defined(BOUNCE_SANITIZE_THREAD)

namespace allocations {
inline const int hooks_installed =
    __sanitizer_install_malloc_and_free_hooks([](const volatile void*, std::size_t) { count(); },
                                              [](const volatile void* block) { released(block); });
}  // namespace allocations

#else

namespace allocations {
inline std::size_t size_of(void* block) noexcept {
#if defined(_WIN32)
    return _msize(block);
#else
    return malloc_usable_size(block);
#endif
}
}  // namespace allocations

// Those for arrays call these.
void* operator new(std::size_t size) {
    void* block = std::malloc(size == 0 ? 1 : size);
    if (block == nullptr) throw std::bad_alloc{};
    allocations::count();
    allocations::live_bytes.fetch_add(allocations::size_of(block), bounce::memory_order_relaxed);
    return block;
}
void operator delete(void* block) noexcept {
    if (block == nullptr) return;
    allocations::released(block);
    allocations::live_bytes.fetch_sub(allocations::size_of(block), bounce::memory_order_relaxed);
    std::free(block);
}
void operator delete(void* block, std::size_t) noexcept { ::operator delete(block); }

#endif
