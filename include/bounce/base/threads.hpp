#pragma once

// The one header for atomics, mutexes and threads. Everything in Bounce that is shared between threads
// is built from the names below and from nothing else, so that the protocols can be compiled against a
// checker which supplies other definitions of the same names.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace bounce {

template <class T>
using atomic = std::atomic<T>;

using std::memory_order;
using std::memory_order_acq_rel;
using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;
using std::memory_order_seq_cst;

/// A lock that may put its thread to sleep; for data that is held for longer than a few instructions.
using os_mutex = std::mutex;
using os_condition = std::condition_variable;
using os_thread = std::thread;
using thread_id = std::thread::id;

template <class M>
using lock_guard = std::lock_guard<M>;
template <class M>
using unique_lock = std::unique_lock<M>;

[[nodiscard]] inline thread_id this_thread_id() noexcept { return std::this_thread::get_id(); }

/// Tells the processor that this is a spin loop.
inline void spin_pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

/// Gives the rest of this thread's time slice away.
void thread_yield() noexcept;

/// How many threads this process may usefully run: the processors it is allowed to use, at least 1.
[[nodiscard]] unsigned available_parallelism() noexcept;

/// Names the calling thread, for debuggers and for `current_thread_name()`. The system may keep fewer
/// characters than given (Linux: 15); ours keeps all.
void set_current_thread_name(std::string name);

/// The name given to this thread; "main" for the first thread of the process, otherwise "thread".
[[nodiscard]] const std::string& current_thread_name() noexcept;

/// A lock for a handful of instructions on data that two threads rarely want at once: one byte, never
/// sleeps in the kernel unless the holder was preempted. Never hold it across a call to foreign code.
///
/// Values of the flag: false = free, true = held. The holder writes false with release, so that what it
/// did is seen by the next holder, who takes the flag with acquire.
class spin_lock {
public:
    spin_lock() noexcept = default;
    spin_lock(const spin_lock&) = delete;
    spin_lock& operator=(const spin_lock&) = delete;

    void lock() noexcept {
        if (!held_.exchange(true, memory_order_acquire)) [[likely]]
            return;
        lock_contended();
    }
    [[nodiscard]] bool try_lock() noexcept { return !held_.exchange(true, memory_order_acquire); }
    void unlock() noexcept { held_.store(false, memory_order_release); }

private:
    void lock_contended() noexcept;

    atomic<bool> held_{false};
};

}  // namespace bounce
