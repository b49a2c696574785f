#include "minimio/sys/posix/self_pipe.hpp"

#include <unistd.h>

#include <utility>

namespace bounce::minimio::sys {

result<void> self_pipe::open() {
    result<pipe> made = pipe::create();
    if (!made) return std::move(made).error();
    pipe_ = std::move(*made);
    return {};
}

void self_pipe::signal() noexcept {
    if (signalled_.exchange(true, memory_order_acq_rel)) return;
    const char byte = 0;
    // Cannot fail: the reader lives as long as the writer, and the pipe is never full.
    static_cast<void>(::write(pipe_.writer.source().fd, &byte, 1));
}

void self_pipe::clear() noexcept {
    char bytes[16];
    while (::read(descriptor(), bytes, sizeof bytes) == static_cast<ssize_t>(sizeof bytes)) {
    }
    signalled_.exchange(false, memory_order_acq_rel);
}

}  // namespace bounce::minimio::sys
