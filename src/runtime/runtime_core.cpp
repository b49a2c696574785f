#include "runtime/runtime_core.hpp"

#include "bounce/base/assert.hpp"
#include "bounce/base/limits.hpp"
#include "bounce/runtime/detail/promise.hpp"
#include "bounce/runtime/detail/task_header.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace bounce::detail {

namespace {

/// A number from 1 to `max` from the environment; 0 when the variable is not set.
result<unsigned> number_from_environment(const char* name, unsigned max) {
    const char* text =
        std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read once, when a runtime is made
    if (text == nullptr || *text == '\0') return 0U;
    unsigned value = 0;
    const char* end = text + std::strlen(text);
    const auto parsed = std::from_chars(text, end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end || value == 0 || value > max) {
        return error{errc::invalid_argument}.in(std::string{name} + "=" + text +
                                                ": a number from 1 to " + std::to_string(max) +
                                                " is expected");
    }
    return value;
}

result<unsigned> count(unsigned option, const char* variable, unsigned otherwise, unsigned max) {
    if (option > max)
        return error{errc::invalid_argument}.in(std::to_string(option) + " threads: at most " +
                                                std::to_string(max) + " are possible");
    if (option != 0) return option;
    auto set = number_from_environment(variable, max);
    if (!set) return set;
    return *set != 0 ? *set : std::min(otherwise, max);
}

result<void> check(const runtime_options& o) {
    const auto refuse = [](const char* why) {
        return error{errc::invalid_argument}.in("make a runtime", why);
    };
    if (o.kind == flavour::multi_thread && o.poll_thread)
        return refuse("(poll_thread goes with current_thread: workers have a poll of their own)");
    if (o.kind == flavour::multi_thread && o.time == time_source::virtual_time)
        return refuse("(virtual time goes with current_thread)");
    if (o.poll_thread && o.time == time_source::virtual_time)
        return refuse("(virtual time does not go with poll_thread)");
    return {};
}

void add_tasks_below(stop_scope& scope, std::vector<unfinished>& into) {
    scope.for_each_child([&](stop_scope& child) {
        if (child.is_task()) {
            auto& task = static_cast<task_header&>(child);
            unfinished u;
            u.id = task.id;
            u.name = task.name;
            u.waits_for = task.waits_for != nullptr ? task.waits_for : "its turn";
            for (const promise_base* p = task.leaf; p != nullptr; p = p->parent) {
                if (p->where.line() == 0) continue;
                if (!u.place.empty()) u.place += " < ";
                const char* file = std::strrchr(p->where.file_name(), '/');
                u.place += file != nullptr ? file + 1 : p->where.file_name();
                u.place += ":" + std::to_string(p->where.line());
            }
            into.push_back(std::move(u));
        }
        add_tasks_below(child, into);
    });
}

/// Whether there is a task below that keeps the loop alive, that is, was not unrefed.
bool has_counted_tasks(stop_scope& scope) noexcept {
    bool found = false;
    scope.for_each_child([&](stop_scope& child) {
        const bool counted = child.is_task() && !static_cast<task_header&>(child).background;
        found = found || counted || has_counted_tasks(child);
    });
    return found;
}

}  // namespace

runtime_core::runtime_core(runtime_options options)
    : options_{std::move(options)}, sink_{options_.trace} {}

result<std::unique_ptr<runtime_core>> runtime_core::create(runtime_options options) {
    if (auto ok = check(options); !ok) return std::move(ok).error();
    auto pool = count(options.pool_threads, "BOUNCE_POOL_THREADS", limits::pool_threads,
                      limits::pool_threads_max);
    if (!pool) return std::move(pool).error().in("make a runtime: threads of the pool");
    options.pool_threads = *pool;
    if (options.kind == flavour::multi_thread) {
        auto workers =
            count(options.workers, "BOUNCE_WORKERS", available_parallelism(), limits::workers_max);
        if (!workers) return std::move(workers).error().in("make a runtime: workers");
        options.workers = *workers;
    } else {
        options.workers = 1;
    }
    std::unique_ptr<runtime_core> core{new runtime_core{std::move(options)}};
    if (auto ok = core->start(); !ok) return std::move(ok).error().in("make a runtime");
    return core;
}

result<void> runtime_core::start() {
    started_at_ = now();
    pool_ = std::make_unique<blocking_pool>(*this, options_.pool_threads);
    for (unsigned i = 0; i < options_.workers; ++i) {
        auto made = worker::create(*this, i);
        if (!made) return std::move(made).error();
        workers_.push_back(*std::move(made));
    }
    link_ = std::make_shared<runtime_link>();
    link_->core = this;
    if (multi()) {
        for (auto& w : workers_) {
            threads_.emplace_back([this, &worker = *w] {
                worker.thread_main();
                {
                    const lock_guard<os_mutex> guard{end_lock_};
                    ++ended_threads_;
                }
                end_changed_.notify_all();
            });
        }
    }
    return {};
}

runtime_core::~runtime_core() {
    if (link_ != nullptr) {
        const lock_guard<os_mutex> guard{link_->lock};
        link_->core = nullptr;
    }
    while (visits_.load(memory_order_acquire) != 0) thread_yield();  // they take a few instructions
    workers_.clear();
    if (!multi()) trace(trace_kind::thread_finished, current_thread_name().c_str());
    if (sink_ != nullptr) sink_->flush();
}

worker& runtime_core::any_worker() noexcept {
    if (workers_.size() == 1) return *workers_.front();
    return *workers_[next_worker_.fetch_add(1, memory_order_relaxed) % workers_.size()];
}

// --- trace, hook -----------------------------------------------------------------------------------

void runtime_core::write_trace(trace_kind kind, const char* label, std::uint64_t id,
                               std::uint64_t cause) noexcept {
    trace_event e;
    e.time = now() - started_at_;
    e.thread = current_thread_name().c_str();
    e.thread_number = this_thread_context().trace_number;
    e.kind = kind;
    e.label = label;
    e.id = id;
    e.cause = cause;
    sink_->write(e);
}

void runtime_core::trace_event_ready(std::uint64_t token) noexcept {
    const auto number = static_cast<std::uint32_t>(token);
    if (sink_ != nullptr && number != 0) [[unlikely]]
        write_trace(trace_kind::event_ready, minimio::poll::backend_name().data(), number, 0);
}

void runtime_core::report_unhandled(std::exception_ptr thrown, std::string_view where) noexcept {
    unhandled_.fetch_add(1, memory_order_relaxed);
    if (options_.on_unhandled) {
        options_.on_unhandled(std::move(thrown), where);
        return;
    }
    print_unhandled(thrown, where);
}

void print_unhandled(const std::exception_ptr& thrown, std::string_view where) noexcept {
    with_text_of(thrown, [where](std::string_view text) {
        std::fprintf(stderr, "bounce: unhandled exception in %.*s: %.*s\n",
                     static_cast<int>(where.size()), where.data(), static_cast<int>(text.size()),
                     text.data());
    });
}

// --- looking for work ------------------------------------------------------------------------------

void runtime_core::wake_one() noexcept {
    std::uint64_t idle = idle_.load(memory_order_seq_cst);
    while (idle != 0 && searching_.load(memory_order_seq_cst) == 0) {
        const auto index = static_cast<unsigned>(std::countr_zero(idle));
        if (idle_.compare_exchange_weak(idle, idle & (idle - 1), memory_order_seq_cst)) {
            // One that something else woke already has that to do: then another.
            if (workers_[index]->notify()) return;
            idle &= idle - 1;
        }
    }
}

bool runtime_core::any_stealable() const noexcept {
    return std::ranges::any_of(workers_, [](const auto& w) { return w->has_stealable(); });
}

// --- ending ----------------------------------------------------------------------------------------

void runtime_core::announce_end() noexcept {
    {
        const lock_guard<os_mutex> guard{end_lock_};
    }
    end_changed_.notify_all();
}

void runtime_core::signal_end(bool& ended) {
    {
        const lock_guard<os_mutex> guard{end_lock_};
        ended = true;
    }
    end_changed_.notify_all();
}

void runtime_core::wait_for_end(const bool& ended) {
    unique_lock<os_mutex> guard{end_lock_};
    end_changed_.wait(guard, [&] { return ended; });
}

std::shared_ptr<void> runtime_core::make_hold() {
    struct hold {
        explicit hold(std::shared_ptr<runtime_link> l) : link{std::move(l)} {
            link->core->worker_at(0).hold_external();
        }
        hold(const hold&) = delete;
        hold& operator=(const hold&) = delete;
        ~hold() {
            const lock_guard<os_mutex> guard{link->lock};
            if (link->core != nullptr) link->core->worker_at(0).release_external();
        }
        std::shared_ptr<runtime_link> link;
    };
    return std::make_shared<hold>(link_);
}

namespace {
thread_local const runtime_core* owner_of_this_thread = nullptr;
}  // namespace

void runtime_core::own_this_thread() const noexcept { owner_of_this_thread = this; }
void runtime_core::disown_this_thread() noexcept { owner_of_this_thread = nullptr; }
bool runtime_core::owns_this_thread() const noexcept { return owner_of_this_thread == this; }

bool runtime_core::all_tasks_ended() noexcept {
    return std::ranges::none_of(workers_,
                                [](const auto& w) { return w->root_scope().has_children(); });
}

void runtime_core::drain_current_thread(steady_clock::time_point deadline) {
    worker& w = *workers_.front();
    const worker_thread_scope scope{w, 0};
    w.drop_callbacks();
    w.root_scope().request_stop();
    while (!all_tasks_ended() && steady_clock::now() < deadline) {
        worker::park p = w.turn();
        if (all_tasks_ended()) break;
        if (!p.has_work) {
            if (!w.anything_under_way())
                break;  // what is left waits for something that will not come
            if (!virtual_time() && (!p.until || *p.until > deadline)) p.until = deadline;
        }
        w.collect(p, deadline);
    }
    w.drop_callbacks();
}

void runtime_core::drain_workers(steady_clock::time_point deadline) {
    for (auto& w : workers_) {
        w->post_remote([&w] { w->drop_callbacks(); });
        w->root_scope().request_stop();
    }
    static_cast<void>(wait_for_tasks(deadline, [this] { return all_tasks_ended(); }));
}

void runtime_core::end_workers(steady_clock::time_point deadline) {
    stopping_.store(true, memory_order_release);
    for (auto& w : workers_) w->notify();
    // A worker that hangs in a task gets a moment beyond the deadline to come out of it.
    constexpr milliseconds moment{50};
    const bool all = wait_for_tasks(std::max(deadline, steady_clock::now() + moment),
                                    [this] { return ended_threads_ == threads_.size(); });
    for (auto& t : threads_) all ? t.join() : t.detach();
    must_be_left_ = must_be_left_ || !all;
    threads_.clear();
}

std::vector<unfinished> runtime_core::shutdown(milliseconds patience) {
    const worker* here = this_thread_context().current_worker;
    if (here != nullptr && &here->core() == this)
        fatal("a runtime was shut down from inside one of its own tasks or callbacks");
    if (shut_down_) return {};
    shut_down_ = true;
    const auto deadline = saturating_add(steady_clock::now(), patience);
    if (multi()) {
        drain_workers(deadline);
        end_workers(deadline);
    } else {
        drain_current_thread(deadline);
    }
    auto left = waiting_tasks();
    auto jobs = pool_->stop(deadline);
    must_be_left_ = must_be_left_ || !left.empty() || !jobs.empty();
    std::ranges::move(jobs, std::back_inserter(left));
    if (sink_ != nullptr) sink_->flush();
    return left;
}

std::vector<unfinished> runtime_core::waiting_tasks() {
    std::vector<unfinished> tasks;
    for (auto& w : workers_) add_tasks_below(w->root_scope(), tasks);
    return tasks;
}

bool runtime_core::stalled() noexcept {
    return std::ranges::none_of(workers_, [](const auto& w) { return w->anything_under_way(); }) &&
           std::ranges::any_of(workers_,
                               [](const auto& w) { return has_counted_tasks(w->root_scope()); });
}

error runtime_core::stalled_error() {
    const auto tasks = waiting_tasks();
    std::string text = "run the loop: nothing is pending, but";
    for (const auto& t : tasks) text.append(&t == tasks.data() ? " " : ", ").append(describe(t));
    return error{errc::stalled}.in(text);
}

runtime_metrics runtime_core::metrics() noexcept {
    runtime_metrics sum;
    for (const auto& w : workers_) w->add_to(sum);
    sum.unhandled_exceptions = unhandled_.load(memory_order_relaxed);
    return sum;
}

worker_thread_scope::worker_thread_scope(worker& w, std::uint32_t trace_number) noexcept {
    thread_context& context = this_thread_context();
    if (context.current_worker != nullptr)
        fatal(
            "a runtime was run or ended on a thread that is inside a runtime: from one of its "
            "tasks or "
            "callbacks. Use co_await and spawn there, or another thread.");
    context.current_worker = &w;
    w.core().own_this_thread();
    context.trace_number = trace_number;
}

worker_thread_scope::~worker_thread_scope() {
    this_thread_context().current_worker = nullptr;
    runtime_core::disown_this_thread();
}

}  // namespace bounce::detail
