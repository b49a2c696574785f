#include "bounce/runtime/detail/task_header.hpp"

#include "runtime/frame_memory.hpp"
#include "runtime/runtime_core.hpp"
#include "runtime/worker.hpp"

#include "bounce/base/assert.hpp"
#include "bounce/runtime/detail/promise.hpp"
#include "bounce/runtime/detail/then.hpp"
#include "bounce/runtime/operation_handle.hpp"
#include "bounce/runtime/spawn.hpp"

#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>

namespace bounce::detail {

namespace {

/// A task that threw may be asked for its outcome when its runtime is no more.
struct stored_exception final : stored_outcome {
    stored_exception(std::exception_ptr t, std::shared_ptr<runtime_link> r) noexcept
        : stored_outcome{&destroy_exception, std::move(t)}, runtime{std::move(r)} {}
    static void destroy_exception(stored_outcome& s) noexcept {
        static_cast<stored_exception&>(s).~stored_exception();
    }
    std::shared_ptr<runtime_link> runtime;
};
static_assert(sizeof(stored_exception) <= sizeof(promise_base),
              "every frame has room for what the task threw");

}  // namespace

void store_exception(void* place, task_header& task, std::exception_ptr thrown) noexcept {
    ::new (place) stored_exception{std::move(thrown), task.home->core().link()};
}

void suspension::drop_holds(std::uint32_t n) noexcept {
    task_header* task = task_;  // the suspension may be gone after the subtraction
    const auto before = word_.fetch_sub(n * one_hold, memory_order_acq_rel);
    if (before / one_hold == n) task->schedule();
}

task_header::task_header(std::coroutine_handle<> root, promise_base& promise, worker& w,
                         const char* n) noexcept
    : runnable{&run_ready},
      stop_scope{of_task{}},
      resume_point{root},
      leaf{&promise},
      home{&w},
      name{n},
      id{w.next_task_id()},
      root_{root} {}

task_header& task_header::of_frame(void* frame) noexcept {
    auto* prefix = static_cast<frame_prefix*>(frame) - 1;
    return *std::launder(reinterpret_cast<task_header*>(prefix->header));
}

task_header& task_header::create(std::coroutine_handle<> root, promise_base& promise, worker& home,
                                 stop_scope& parent_scope, const char* name) noexcept {
    auto* prefix = static_cast<frame_prefix*>(root.address()) - 1;
    auto* task = ::new (static_cast<void*>(prefix->header)) task_header{root, promise, home, name};
    prefix->spawned = true;
    task->traced = home.core().tracing();
    task->attach(parent_scope);
    home.core().trace(
        trace_kind::task_spawned, name, task->id,
        this_thread_context().current_task != nullptr ? this_thread_context().current_task->id : 0);
    return *task;
}

void task_header::schedule() noexcept {
    worker* here = this_thread_context().current_worker;
    if (here != nullptr && &here->core() == &home->core() && (!pinned || here == home)) {
        here->push_local(*this);
    } else {
        home->push_remote(*this, pinned);
    }
}

void task_header::run_ready(runnable& r) noexcept {
    auto& self = static_cast<task_header&>(r);
    thread_context& context = this_thread_context();
    self.home = context.current_worker;
    if (!self.started_) {
        if (self.stop_requested() && !self.must_start) {
            self.finish_early(errc::cancelled);
            return;
        }
        self.started_ = true;
    }
    runtime_core& core = self.home->core();
    const auto id = self.id;
    core.trace(trace_kind::task_resumed, self.name, id);
    context.current_task = &self;
    context.budget = limits::task_budget;
    context.suspended_for = "";
    self.waits_for = nullptr;
    self.leaf = nullptr;         // it may end the coroutine that it was
    self.resume_point.resume();  // the task may be gone, or run elsewhere, when this returns
    // The coroutines may come from another compiler than this file, so the note is always looked for.
    while (context.transferred) std::exchange(context.transferred, nullptr).resume();
    context.current_task = nullptr;
    if (context.suspended_for != nullptr)
        core.trace(trace_kind::task_suspended, context.suspended_for, id);
}

void task_header::drop_reference() noexcept {
    if (references_.fetch_sub(1, memory_order_acq_rel) != 1) return;
    BOUNCE_ASSERT(!holds_outcome_,
                  "a task lost its last reference before its outcome was released");
    auto* prefix = reinterpret_cast<frame_prefix*>(this);
    const std::size_t bytes = prefix->block_bytes;
    this->~task_header();
    free_block(prefix, bytes);
}

stored_outcome& task_header::stored() noexcept {
    return *std::launder(static_cast<stored_outcome*>(root_.address()));
}

void task_header::release_outcome() noexcept {
    holds_outcome_ = false;
    stored_outcome& s = stored();
    s.destroy(s);
}

void task_header::finish(const error* why) noexcept {
    holds_outcome_ = true;
    end_with(stored().thrown ? outcome::exception : outcome::value, why);
}

void task_header::finish_early(error why) noexcept {
    early_error = std::move(why);
    leaf = nullptr;
    root_.destroy();
    end_with(outcome::error, &*early_error);
}

void task_header::end_with(outcome how, const error* why) noexcept {
    home->core().trace(trace_kind::task_finished, name, id);
    note_suspension(nullptr);
    detach();  // from the tree of stop sources
    // Copies for the observer: the joiner may take the outcome as soon as the end is known. An exception
    // is handed on, not kept: who gets it last destroys it, and that is none of this thread's business.
    std::exception_ptr thrown;
    std::optional<error> failure;
    if (observer != nullptr) {
        exception_seen_ = true;
        if (how == outcome::exception) thrown = stored().thrown;
        if (why != nullptr) failure = *why;
    }
    suspension* joiner = nullptr;
    bool claimed = false;
    bool joiner_pinned = false;
    bool nobody_asks = false;
    {
        const lock_guard<spin_lock> guard{join_lock_};
        end_ = how;
        if (joiner_ != nullptr) {
            joiner = joiner_->owner;
            joiner_pinned = joiner_->pinned;
            claimed = joiner_->try_claim();
            joiner_ = nullptr;
        }
        nobody_asks = detached_;
    }
    // First the outcome that nobody wants, then the observer: nothing of a task outlives its group.
    if (nobody_asks) abandon_outcome();
    if (observer != nullptr)
        observer->on_task_end(*this, std::move(thrown), failure ? &*failure : nullptr);
    if (claimed) {
        joiner_pinned ? joiner->complete_and_unpin() : joiner->complete();
    } else if (joiner_pinned) {
        joiner->unpin();
    }
    runtime_core& core = home->core();
    drop_reference();
    core.task_ended();
}

void task_header::abandon_outcome() noexcept {
    std::exception_ptr unseen;
    std::shared_ptr<runtime_link> runtime;
    if (end_ == outcome::exception && !exception_seen_) {
        unseen = stored().thrown;
        runtime = static_cast<stored_exception&>(stored()).runtime;
    }
    if (holds_outcome_) release_outcome();
    if (!unseen) return;
    std::string where{"task "};
    where.append(std::to_string(id)).append(" \"").append(name).append("\"");
    std::optional<runtime_core::visit> visit;
    {
        const lock_guard<os_mutex> guard{runtime->lock};
        if (runtime->core != nullptr) visit.emplace(*runtime->core);
    }
    if (visit) {
        visit->core().report_unhandled(std::move(unseen), where);
    } else {
        print_unhandled(unseen, where);
    }
}

bool task_header::add_joiner(waiter& w) noexcept {
    const lock_guard<spin_lock> guard{join_lock_};
    if (end_ != outcome::running) return false;
    BOUNCE_ASSERT(joiner_ == nullptr, "a task is joined by two at once");
    joiner_ = &w;
    return true;
}

void task_header::remove_joiner() noexcept {
    const lock_guard<spin_lock> guard{join_lock_};
    joiner_ = nullptr;
}

bool task_header::ended() noexcept {
    const lock_guard<spin_lock> guard{join_lock_};
    return end_ != outcome::running;
}

void task_header::abandon() noexcept {
    {
        const lock_guard<spin_lock> guard{join_lock_};
        if (end_ == outcome::running) {
            detached_ = true;
            return;
        }
    }
    abandon_outcome();
}

void require_not_self(const task_header& joined) noexcept {
    if (this_thread_context().current_task == &joined)
        fatal("a task waits for its own end: it joins itself");
}

task_header& spawn_root(std::coroutine_handle<> root, promise_base& promise, const char* name,
                        stop_scope* parent, completion_observer* observer) {
    worker& home = require_current_worker("spawn");
    return spawn_root_on(home, root, promise, name, parent, observer);
}

task_header& spawn_root_on(worker& home, std::coroutine_handle<> root, promise_base& promise,
                           const char* name, stop_scope* parent, completion_observer* observer) {
    if (promise.refers_to_closure) [[unlikely]]
        fatal(
            "the task given to spawn is the call of a lambda with captures, which would die before "
            "the "
            "task; give spawn the lambda itself");
    task_header& task = task_header::create(root, promise, home,
                                            parent != nullptr ? *parent : home.root_scope(), name);
    task.observer = observer;
    // A task below another keeps the loop alive if that one does.
    const task_header* above = parent != nullptr ? this_thread_context().current_task : nullptr;
    task.background = above != nullptr && above->background;
    task.schedule();
    return task;
}

error error_of(const std::exception_ptr& thrown) noexcept {
    return with_text_of(thrown,
                        [](std::string_view text) { return error{errc::exception}.in(text); });
}

operation_handle start_callback_task(std::coroutine_handle<> root, promise_base& promise) {
    worker& home = require_current_worker("`.then`");
    task_header& task = task_header::create(root, promise, home, home.root_scope(), "callback");
    task.pinned = true;
    task.must_start = true;
    task.abandon();  // nobody joins it; what the callback throws goes to the hook
    task.schedule();
    return operation_handle{task};
}

void callback_turn::enqueue(task_header& task) noexcept { task.home->enqueue_callback_turn(task); }

bool spend_budget() noexcept {
    auto& budget = this_thread_context().budget;
    if (budget == 0) return false;
    --budget;
    return true;
}

}  // namespace bounce::detail

namespace bounce {

operation_handle::~operation_handle() {
    if (task_ != nullptr) task_->drop_reference();
}

void operation_handle::cancel() noexcept {
    if (task_ != nullptr) task_->request_stop();
}

void operation_handle::unref() noexcept {
    if (task_ != nullptr) task_->background = true;
}

}  // namespace bounce
