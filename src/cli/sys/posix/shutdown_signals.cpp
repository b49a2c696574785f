#include "cli/sys/shutdown_signals.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/runtime/readiness.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

namespace bounce::cli {

namespace {

// The end of the pipe that the handler writes to: a handler can reach nothing else. -1: nobody waits.
// Written by take() and the destructor, read by the handler on any thread; it stands for itself, so
// relaxed order is enough.
atomic<int> write_end{-1};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler must not wait for a lock");

extern "C" void note_signal(int number) {
    const int saved = errno;
    const auto byte = static_cast<unsigned char>(number);
    // A full pipe already says that there is a signal.
    if (const int fd = write_end.load(memory_order_relaxed); fd >= 0)
        static_cast<void>(!::write(fd, &byte, 1));
    errno = saved;
}

constexpr std::array signals{SIGINT, SIGTERM};

void set_handler(void (*handler)(int)) noexcept {
    struct ::sigaction action{};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
    ::sigemptyset(&action.sa_mask);
    for (const int signal : signals) ::sigaction(signal, &action, nullptr);
}

}  // namespace

result<shutdown_signals> shutdown_signals::take() {
    result<minimio::pipe> pipe = minimio::pipe::create();
    if (!pipe) return std::move(pipe).error();
    return shutdown_signals{*std::move(pipe)};
}

shutdown_signals::shutdown_signals(minimio::pipe pipe) noexcept : pipe_{std::move(pipe)} {
    write_end.store(pipe_.writer.source().fd, memory_order_relaxed);
    set_handler(&note_signal);
}

shutdown_signals::shutdown_signals(shutdown_signals&& other) noexcept
    : pipe_{std::move(other.pipe_)} {}

shutdown_signals::~shutdown_signals() {
    if (!pipe_.writer) return;
    set_handler(SIG_DFL);
    write_end.store(-1, memory_order_relaxed);
}

operation<std::string_view> shutdown_signals::next() {
    for (;;) {
        std::array<std::byte, 1> number{};
        const result<std::size_t> count = pipe_.reader.read(number);
        if (count) co_return std::to_integer<int>(number[0]) == SIGINT ? "SIGINT" : "SIGTERM";
        if (count.error() != errc::would_block) co_return count.error();
        const auto ready = co_await readiness(pipe_.reader.source(), minimio::interest::readable);
        if (!ready) co_return ready.error();
    }
}

}  // namespace bounce::cli
