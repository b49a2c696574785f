#include "runtime/frame_memory.hpp"

#include "bounce/runtime/detail/task_header.hpp"

#include <array>
#include <cstdint>
#include <new>

namespace bounce::detail {

namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool reuse_blocks = false;  // or the sanitizer would not see a use after free
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool reuse_blocks = false;
#else
constexpr bool reuse_blocks = true;
#endif
#else
constexpr bool reuse_blocks = true;
#endif

struct free_block_link {
    free_block_link* next;
};

struct frame_cache {
    struct size_class {
        free_block_link* first = nullptr;
        std::size_t bytes = 0;
    };
    std::array<size_class, frame_classes> classes{};

    frame_cache() noexcept = default;
    frame_cache(const frame_cache&) = delete;
    frame_cache& operator=(const frame_cache&) = delete;
    ~frame_cache() {
        closed = true;
        for (auto& c : classes) {
            while (c.first != nullptr) {
                auto* block = c.first;
                c.first = block->next;
                ::operator delete(block);
            }
        }
    }
    // A frame may be freed by another thread_local's destructor, after this one.
    bool closed = false;
};

thread_local frame_cache cache;

constexpr std::size_t class_of(std::size_t bytes) noexcept {
    return (bytes + frame_class_bytes - 1) / frame_class_bytes;
}

}  // namespace

void* allocate_block(std::size_t bytes) {
    const std::size_t index = class_of(bytes);
    if (!reuse_blocks || index >= frame_classes) return ::operator new(bytes);
    auto& c = cache.classes[index];
    if (c.first == nullptr) return ::operator new(index * frame_class_bytes);
    auto* block = c.first;
    c.first = block->next;
    c.bytes -= index * frame_class_bytes;
    return block;
}

void free_block(void* block, std::size_t bytes) noexcept {
    const std::size_t index = class_of(bytes);
    if (reuse_blocks && index < frame_classes && !cache.closed) {
        auto& c = cache.classes[index];
        if (c.bytes + index * frame_class_bytes <= frame_cache_bytes) {
            c.first = ::new (block) free_block_link{c.first};
            c.bytes += index * frame_class_bytes;
            return;
        }
    }
    ::operator delete(block);
}

void* allocate_task_frame(std::size_t frame_bytes) {
    const std::size_t bytes = sizeof(frame_prefix) + frame_bytes;
    auto* prefix = ::new (allocate_block(bytes)) frame_prefix;
    prefix->block_bytes = static_cast<std::uint32_t>(bytes);
    prefix->spawned = false;
    return prefix + 1;
}

void deallocate_task_frame(void* frame, std::size_t) noexcept {
    auto* prefix = static_cast<frame_prefix*>(frame) - 1;
    if (!prefix->spawned) free_block(prefix, prefix->block_bytes);
}

}  // namespace bounce::detail
