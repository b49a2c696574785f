#include "bounce/runtime/detail/context.hpp"

#include "bounce/base/assert.hpp"

#include <string>

namespace bounce::detail {

[[gnu::noinline]] thread_context& this_thread_context() noexcept {
    thread_local thread_context context;
    return context;
}

task_header& require_current_task(const char* what) noexcept {
    task_header* task = this_thread_context().current_task;
    if (task == nullptr) [[unlikely]]
        fatal(std::string{what} +
              ": this needs a task of a bounce runtime; the coroutine that awaits must be a "
              "bounce::task that was spawned or given to block_on");
    return *task;
}

worker& require_current_worker(const char* what) noexcept {
    worker* w = this_thread_context().current_worker;
    if (w == nullptr) [[unlikely]]
        fatal(std::string{what} +
              ": no runtime runs on this thread. Call it from a task or a callback; from "
              "other threads use runtime::post or runtime::spawn");
    return *w;
}

}  // namespace bounce::detail
