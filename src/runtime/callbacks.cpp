#include "bounce/runtime/callbacks.hpp"

#include "runtime/worker.hpp"

#include "bounce/base/assert.hpp"
#include "bounce/runtime/detail/context.hpp"

#include <utility>

namespace bounce {

using detail::require_current_worker;

timer_id set_timeout(nanoseconds delay, callback f) {
    return require_current_worker("set_timeout")
        .set_timer(delay, nanoseconds::zero(), std::move(f));
}

timer_id set_interval(nanoseconds period, callback f) {
    BOUNCE_ASSERT(period > nanoseconds::zero(), "set_interval needs a period of more than zero");
    return require_current_worker("set_interval").set_timer(period, period, std::move(f));
}

bool clear_timeout(timer_id timer) {
    return require_current_worker("clear_timeout").clear_timer(timer);
}

bool unref(timer_id timer) { return require_current_worker("unref").unref_timer(timer); }

void set_immediate(callback f) {
    auto& w = require_current_worker("set_immediate");
    w.add_callback(w.immediates, std::move(f), "immediate");
}

void next_tick(callback f) {
    auto& w = require_current_worker("next_tick");
    w.add_callback(w.next_ticks, std::move(f), "next tick");
}

void on_close(callback f) {
    auto& w = require_current_worker("on_close");
    w.add_callback(w.closers, std::move(f), "close");
}

void post(callback f) {
    auto& w = require_current_worker("post");
    w.add_callback(w.pendings, std::move(f), "post");
}

std::uint64_t current_tick() { return require_current_worker("current_tick").tick(); }

}  // namespace bounce
