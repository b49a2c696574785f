// Signals: they end no wait, and writing to a broken pipe raises none.
#include "support.hpp"

#include <pthread.h>

#include <atomic>
#include <csignal>
#include <thread>

namespace bounce::minimio::testing {
namespace {

nanoseconds timed_wait(queue& q, nanoseconds timeout) {
    const time_point before = steady_clock::now();
    EXPECT_THAT(q.wait_tokens(timeout), ::testing::IsEmpty());
    return steady_clock::now() - before;
}

TEST(wait, never_early_although_a_signal_interrupts_it) {
    static std::atomic<int> signals;
    signals = 0;
    struct sigaction action{};
    action.sa_handler = [](int) { ++signals; };
    struct sigaction before{};
    ASSERT_EQ(::sigaction(SIGUSR1, &action, &before), 0);
    queue q;
    const ::pthread_t waiting = ::pthread_self();
    std::atomic<bool> done{false};
    {
        std::jthread other{[&] {
            while (!done) {
                ::pthread_kill(waiting, SIGUSR1);
                std::this_thread::yield();
            }
        }};
        EXPECT_GE(timed_wait(q, 20ms), 20ms);
        while (signals == 0) std::this_thread::yield();
        done = true;
    }
    ::sigaction(SIGUSR1, &before, nullptr);
}

TEST(wait, for_ever_although_signals_interrupt_it) {
    static std::atomic<int> signals;
    signals = 0;
    struct sigaction action{};
    action.sa_handler = [](int) { ++signals; };
    struct sigaction before{};
    ASSERT_EQ(::sigaction(SIGUSR1, &action, &before), 0);
    queue q;
    const waker w = must(q.registry().make_waker(token{4}));
    const ::pthread_t waiting = ::pthread_self();
    {
        std::jthread other{[&] {
            for (int i = 1; i <= 20; ++i) {
                ::pthread_kill(waiting, SIGUSR1);
                while (signals < i) std::this_thread::yield();
            }
            w.wake();
        }};
        EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(4));
        EXPECT_EQ(signals, 20) << "the wait ended with a signal";
    }
    ::sigaction(SIGUSR1, &before, nullptr);
}

TEST(pipe, a_broken_one_is_an_error_and_no_signal) {
    // The usual disposition would end this process.
    struct sigaction usual{};
    usual.sa_handler = SIG_DFL;
    struct sigaction before{};
    ASSERT_EQ(::sigaction(SIGPIPE, &usual, &before), 0);
    pipe p = must(pipe::create());
    p.reader.close();
    const result<std::size_t> written = p.writer.write(as_bytes("x"));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().message(),
              "write descriptor " + std::to_string(p.writer.source().fd) + ": Broken pipe");
    ::sigset_t mask;
    ASSERT_EQ(::pthread_sigmask(SIG_SETMASK, nullptr, &mask), 0);
    EXPECT_EQ(::sigismember(&mask, SIGPIPE), 0) << "the signal mask must be as it was";
    ASSERT_EQ(::sigaction(SIGPIPE, &before, nullptr), 0);
}

TEST(pipe, somebody_elses_pending_signal_is_not_taken) {
    static std::atomic<int> delivered;
    delivered = 0;
    struct sigaction counting{};
    counting.sa_handler = [](int) { ++delivered; };
    struct sigaction before{};
    ASSERT_EQ(::sigaction(SIGPIPE, &counting, &before), 0);
    ::sigset_t only;
    ::sigset_t mask;
    ::sigemptyset(&only);
    ::sigaddset(&only, SIGPIPE);
    ASSERT_EQ(::pthread_sigmask(SIG_BLOCK, &only, &mask), 0);
    ASSERT_EQ(::pthread_kill(::pthread_self(), SIGPIPE), 0);
    pipe p = must(pipe::create());
    p.reader.close();
    EXPECT_FAILS(p.writer.write(as_bytes("x")), std::errc::broken_pipe);
    ASSERT_EQ(::pthread_sigmask(SIG_SETMASK, &mask, nullptr), 0);
    EXPECT_EQ(delivered, 1);
    ASSERT_EQ(::sigaction(SIGPIPE, &before, nullptr), 0);
}

}  // namespace
}  // namespace bounce::minimio::testing
