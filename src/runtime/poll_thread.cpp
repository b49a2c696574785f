#include "runtime/poll_thread.hpp"

#include "runtime/runtime_core.hpp"

#include "bounce/minimio/events.hpp"
#include "bounce/runtime/detail/context.hpp"

#include <string>

namespace bounce::detail {

poll_thread::poll_thread(minimio::poll& poll, runtime_core& core, std::uint32_t trace_number)
    : poll_{poll}, core_{core}, trace_number_{trace_number}, thread_{[this] { main(); }} {}

poll_thread::~poll_thread() {
    poll_.registry().close_loop();
    thread_.join();
}

void poll_thread::main() {
    set_current_thread_name(std::string{minimio::poll::backend_name()});
    this_thread_context().trace_number = trace_number_;
    core_.trace(trace_kind::thread_started, current_thread_name().c_str());
    minimio::events events;
    while (poll_.wait(events, std::nullopt)) {
        {
            const lock_guard<os_mutex> guard{lock_};
            for (const minimio::event e : events) {
                reports_.push_back({e.token().value, e.ready()});
                core_.trace_event_ready(e.token().value);
            }
        }
        changed_.notify_one();
    }
    core_.trace(trace_kind::thread_finished, current_thread_name().c_str());
}

void poll_thread::wait(std::optional<nanoseconds> timeout) {
    unique_lock<os_mutex> guard{lock_};
    const auto something = [this] { return woken_ || !reports_.empty(); };
    if (timeout && *timeout < std::chrono::hours{24 * 365}) {
        changed_.wait_for(guard, *timeout, something);
    } else {
        changed_.wait(guard, something);
    }
    woken_ = false;
}

void poll_thread::take(std::vector<report>& into) {
    const lock_guard<os_mutex> guard{lock_};
    into.swap(reports_);
}

void poll_thread::wake() noexcept {
    {
        const lock_guard<os_mutex> guard{lock_};
        woken_ = true;
    }
    changed_.notify_one();
}

}  // namespace bounce::detail
