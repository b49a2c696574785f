#include "bounce/runtime/runtime.hpp"

#include "runtime/runtime_core.hpp"

#include "bounce/base/assert.hpp"

#include <cstdio>
#include <utility>

namespace bounce {

namespace {

/// Tells the thread that blocks in block_on that its task has ended.
class end_observer final : public detail::completion_observer {
public:
    explicit end_observer(detail::runtime_core& core) noexcept : core_{core} {}
    void on_task_end(detail::task_header&, std::exception_ptr thrown,
                     const error*) noexcept override {
        thrown = nullptr;  // whoever waits takes it from the task
        core_.signal_end(ended_);
    }
    void wait() { core_.wait_for_end(ended_); }

private:
    detail::runtime_core& core_;
    bool ended_ = false;  // guarded by the core
};

}  // namespace

result<runtime> runtime::create(const runtime_options& options) {
    auto core = detail::runtime_core::create(options);
    if (!core) return std::move(core).error();
    return runtime{*std::move(core)};
}

runtime::runtime(std::unique_ptr<detail::runtime_core> core) noexcept : core_{std::move(core)} {}
runtime::runtime(runtime&&) noexcept = default;

runtime& runtime::operator=(runtime&& other) noexcept {
    runtime old{std::move(*this)};  // ended when this function is left
    core_ = std::move(other.core_);
    return *this;
}

runtime::~runtime() {
    if (core_ == nullptr) return;
    const auto* here = detail::this_thread_context().current_worker;
    if (here != nullptr && &here->core() == core_.get())
        fatal("a runtime was destroyed from inside one of its own tasks or callbacks");
    for (const auto& left : shutdown(core_->options().shutdown_deadline))
        std::fprintf(stderr, "bounce: a runtime ended before %s\n", describe(left).c_str());
    // A thread that was left behind still uses the core.
    // NOLINTNEXTLINE(bugprone-unused-return-value): it is left behind on purpose
    if (core_->must_be_left()) static_cast<void>(core_.release());
}

detail::task_header& runtime::spawn_on_any(std::coroutine_handle<> root,
                                           detail::promise_base& promise, const char* name) {
    return detail::spawn_root_on(core_->any_worker(), root, promise, name);
}

result<detail::task_header*> runtime::run_to_end(std::coroutine_handle<> root,
                                                 detail::promise_base& promise) {
    promise.refers_to_closure = false;  // the caller, and with it the closure, waits for the end
    if (core_->multi()) {
        if (detail::this_thread_context().current_worker != nullptr)
            fatal(
                "block_on was called on a thread that is inside a runtime: co_await the task "
                "instead");
        end_observer observer{*core_};
        auto& task =
            detail::spawn_root_on(core_->any_worker(), root, promise, "main", nullptr, &observer);
        observer.wait();
        return &task;
    }
    auto& task = detail::spawn_root_on(core_->worker_at(0), root, promise, "main");
    // Also what was unrefed may let the task go on.
    const auto goes_on = [](detail::worker& w) { return w.anything_under_way(); };
    const auto ended = [&] { return task.ended(); };
    if (core_->drive(ended, goes_on)) return &task;
    error why = core_->stalled_error();
    task.request_stop();
    core_->drive(ended,
                 goes_on);  // it may use what our caller has, and so must not outlive this call
    task.abandon();
    task.drop_reference();
    return why;
}

result<void> runtime::run_with(std::move_only_function<void()> main) {
    if (core_->multi())
        return error{errc::unsupported}.in(
            "run a multi_thread runtime (its workers run by themselves; use block_on)");
    if (main) {
        detail::worker& w = core_->worker_at(0);
        const detail::worker_thread_scope scope{w, 0};
        w.run_as_callback(main, "main");
        w.after_callback();
    }
    core_->drive([] { return false; }, [](detail::worker& w) { return !w.pending().none(); });
    if (core_->stalled()) return core_->stalled_error();
    return {};
}

void runtime::post(std::move_only_function<void()> f) {
    core_->any_worker().post_remote(std::move(f));
}

pending_counts runtime::pending() const {
    pending_counts sum;
    for (unsigned i = 0; i < core_->worker_count(); ++i) {
        const auto one = core_->worker_at(i).pending();
        sum.timers += one.timers;
        sum.io += one.io;
        sum.jobs += one.jobs;
        sum.ready += one.ready;
        sum.external += one.external;
    }
    return sum;
}

keep_alive runtime::hold() { return keep_alive{core_->make_hold()}; }

runtime_metrics runtime::metrics() const { return core_->metrics(); }

std::vector<unfinished> runtime::shutdown(std::chrono::milliseconds deadline) {
    return core_->shutdown(deadline);
}

std::string describe(const unfinished& what) {
    std::string text =
        "task " + std::to_string(what.id) + " \"" + what.name + "\" waits for " + what.waits_for;
    if (!what.place.empty()) text += " at " + what.place;
    return text;
}

}  // namespace bounce
