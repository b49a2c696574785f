#include "bounce/base/threads.hpp"

#include "base/sys/thread_name.hpp"

#include <utility>

namespace bounce {

namespace {

const thread_id first_thread = this_thread_id();

std::string& name_slot() noexcept {
    thread_local std::string name = this_thread_id() == first_thread ? "main" : "thread";
    return name;
}

}  // namespace

void thread_yield() noexcept { std::this_thread::yield(); }

unsigned available_parallelism() noexcept {
    const unsigned n = std::thread::hardware_concurrency();
    return n == 0 ? 1 : n;
}

void set_current_thread_name(std::string name) {
    sys::set_thread_name(name);
    name_slot() = std::move(name);
}

const std::string& current_thread_name() noexcept { return name_slot(); }

void spin_lock::lock_contended() noexcept {
    // The holder needs a few instructions. If it takes longer it was preempted, and spinning on would
    // only keep its processor busy.
    for (unsigned round = 0;; ++round) {
        if (!held_.load(memory_order_relaxed) && !held_.exchange(true, memory_order_acquire))
            return;
        if (round < 64) {
            spin_pause();
        } else {
            thread_yield();
        }
    }
}

}  // namespace bounce
