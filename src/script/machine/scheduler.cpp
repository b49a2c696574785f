#include "script/machine/scheduler.hpp"

#include "script/machine/source_place.hpp"

#include <algorithm>

namespace bounce::script {

namespace {

template <class Queue>
void remove_waiter(Queue& queue, const fiber& f, std::uint32_t arm) {
    const auto found =
        std::ranges::find_if(queue, [&](const auto& w) { return w.fiber == f.id && w.arm == arm; });
    if (found != queue.end()) queue.erase(found);
}

void forget_mailbox_if_empty(isolate_state& s, std::string_view name) {
    const auto box = s.mailboxes.find(name);
    if (box != s.mailboxes.end() && box->second.items.empty() && box->second.waiters.empty())
        s.mailboxes.erase(box);
}

void undo(isolate_state& s, fiber& f, const wait& w) {
    switch (w.kind) {
        case select_arm::receive:
        case select_arm::send: {
            auto& channel = as<channel_object>(w.object);
            remove_waiter(w.kind == select_arm::send ? channel.senders : channel.receivers, f,
                          w.arm);
            channel.settle();
            break;
        }
        case select_arm::join: remove_waiter(as<task_object>(w.object).waiters, f, w.arm); break;
        case select_arm::signal: {
            const auto box = s.mailboxes.find(w.object.text());
            if (box != s.mailboxes.end()) remove_waiter(box->second.waiters, f, w.arm);
            forget_mailbox_if_empty(s, w.object.text());
            break;
        }
        case select_arm::operation: {
            const auto pending = s.operations.find(w.number);
            if (pending == s.operations.end()) break;
            if (pending->second.taken) s.abandoned.push_back(w.number);
            s.operations.erase(pending);
            break;
        }
        case select_arm::after: s.timers.erase(timer{w.due_ns, w.sequence}); break;
        case select_arm::otherwise: break;
    }
}

constexpr std::uint32_t no_arm = ~0U;

// Removes all registrations but those of an arm, which its waker has removed.
void undo_waits(isolate_state& s, fiber& f, std::uint32_t except) {
    for (const wait& w : f.waits)
        if (w.arm != except) undo(s, f, w);
    f.waits.clear();
}

void register_wait(isolate_state& s, fiber& f, wait& w) {
    switch (w.kind) {
        case select_arm::receive:
        case select_arm::send: {
            auto& channel = as<channel_object>(w.object);
            (w.kind == select_arm::send ? channel.senders : channel.receivers)
                .push_back({f.id, w.arm, std::move(w.item)});
            channel.settle();
            break;
        }
        case select_arm::join: as<task_object>(w.object).waiters.push_back({f.id, w.arm}); break;
        case select_arm::signal:
            s.mailboxes[std::string{w.object.text()}].waiters.push_back({f.id, w.arm});
            break;
        case select_arm::after:
            w.sequence = ++s.last_timer;
            s.timers.insert(timer{w.due_ns, w.sequence, f.id, w.arm});
            break;
        case select_arm::operation:
        case select_arm::otherwise: break;  // an operation is registered when it is begun
    }
}

}  // namespace

fiber& new_fiber(isolate_state& s, fiber* parent) {
    auto made = std::make_unique<fiber>(s.heap, ++s.last_fiber);
    made->task = make_task(&s.heap, made->id);
    s.heap.charge(sizeof(fiber));
    if (parent != nullptr) {
        made->parent = parent->id;
        made->previous_sibling = parent->last_child;
        if (fiber* before = s.fibers.find(parent->last_child))
            before->next_sibling = made->id;
        else
            parent->first_child = made->id;
        parent->last_child = made->id;
    }
    return s.fibers.add(std::move(made));
}

void make_ready(isolate_state& s, fiber& f) {
    f.phase = fiber_phase::ready;
    s.ready.push_back(f.id);
}

void register_waits(isolate_state& s, fiber& f) {
    f.phase = fiber_phase::waiting;
    for (wait& w : f.waits) register_wait(s, f, w);
}

void complete(isolate_state& s, fiber& f, std::uint32_t arm, value result, resume_mode how) {
    undo_waits(s, f, arm);
    f.mode = how;
    f.arm = arm;
    f.outcome = std::move(result);
    make_ready(s, f);
}

void fail(isolate_state& s, fiber& f, error_ptr why) {
    undo_waits(s, f, no_arm);
    f.mode = resume_mode::fail;
    f.error = std::move(why);
    make_ready(s, f);
}

void cancel(isolate_state& s, fiber& f) {
    if (f.cancel_asked || f.phase == fiber_phase::ending) return;
    f.cancel_asked = true;
    if (f.phase != fiber_phase::waiting) return;  // it arrives when the fiber is about to wait
    f.cancel_arrived = true;
    fail(s, f, make_error(error_kind::cancelled, "the fiber was cancelled"));
}

void fire_timers(isolate_state& s) {
    while (!s.timers.empty() && s.timers.begin()->due_ns <= s.now_ns) {
        const timer due = *s.timers.begin();
        s.timers.erase(s.timers.begin());
        complete(s, *s.fibers.find(due.fiber), due.arm, value{});
    }
}

// --- the end of a fiber ------------------------------------------------------------------------------

namespace {

void unlink_from_parent(isolate_state& s, fiber& f, fiber* parent) {
    if (parent == nullptr) return;
    fiber* before = s.fibers.find(f.previous_sibling);
    fiber* behind = s.fibers.find(f.next_sibling);
    (before != nullptr ? before->next_sibling : parent->first_child) = f.next_sibling;
    (behind != nullptr ? behind->previous_sibling : parent->last_child) = f.previous_sibling;
    f.previous_sibling = f.next_sibling = 0;
}

// What an unjoined child died of becomes the end of its parent, unless that has an error of its own.
void inherit_failure(fiber& f) {
    if (f.error != nullptr) return;
    for (failed_child& child : f.failed) {
        if (as<task_object>(child.task).joined) continue;
        f.error = std::move(child.error);
        f.outcome = value{};
        return;
    }
}

void tell_joiners(isolate_state& s, task_object& task, const script_error* error) {
    std::vector<task_object::waiter> waiting;
    waiting.swap(task.waiters);
    for (const task_object::waiter& w : waiting) {
        fiber& joiner = *s.fibers.find(w.fiber);
        task.joined = true;
        if (error == nullptr)
            complete(s, joiner, w.arm, task.outcome);
        else
            fail(s, joiner, make_thrown(task.outcome));
    }
}

void end_main(isolate_state& s, fiber& f) {
    s.main_ended = true;
    if (f.error != nullptr) return fail_program(s, std::move(f.error));
    s.result = std::move(f.outcome);
}

void report_detached(isolate_state& s, const fiber& f) {
    std::string text = "fiber " + std::to_string(f.id) + ", which was detached, ended with an ";
    text += to_text(*f.error);
    s.output_bytes += text.size();
    s.output.push_back({output_line::stream::error, std::move(text)});
}

// The parent, if it waited for this fiber only.
[[nodiscard]] fiber* finish_one(isolate_state& s, fiber& f) {
    inherit_failure(f);
    auto& task = as<task_object>(f.task);
    const value keep = f.task;
    fiber* parent = s.fibers.find(f.parent);
    if (f.error == nullptr) {
        task.state = task_state::finished;
        task.outcome = f.outcome;
    } else {
        const bool cancelled = f.cancel_arrived && f.error->kind == error_kind::cancelled;
        task.state = cancelled ? task_state::cancelled : task_state::failed;
        task.outcome = value_of(s, *f.error);
    }
    unlink_from_parent(s, f, parent);
    tell_joiners(s, task, f.error.get());
    if (f.id == s.main)
        end_main(s, f);
    else if (task.state == task_state::failed && !task.joined) {
        if (parent != nullptr)
            parent->failed.push_back({f.task, std::move(f.error)});
        else
            report_detached(s, f);
    }
    s.heap.refund(sizeof(fiber));
    s.fibers.erase(f.id);
    const bool was_last =
        parent != nullptr && parent->phase == fiber_phase::ending && parent->first_child == 0;
    return was_last ? parent : nullptr;
}

}  // namespace

void end_fiber(isolate_state& s, fiber& f) {
    f.phase = fiber_phase::ending;
    for (fiber* child = s.fibers.find(f.first_child); child != nullptr;
         child = s.fibers.find(child->next_sibling))
        cancel(s, *child);
    fiber* done = f.first_child == 0 ? &f : nullptr;
    while (done != nullptr) done = finish_one(s, *done);
}

void detach(isolate_state& s, fiber& f) {
    unlink_from_parent(s, f, s.fibers.find(f.parent));
    f.parent = 0;
    as<task_object>(f.task).detached = true;
}

void fail_program(isolate_state& s, error_ptr why) {
    if (s.failure == nullptr) s.failure = std::move(why);
}

// --- channels ----------------------------------------------------------------------------------------

namespace {

// A sender that waited has room, or a receiver, now.
[[nodiscard]] std::optional<value> next_sent(isolate_state& s, channel_object& c) {
    if (c.senders.empty()) return std::nullopt;
    channel_waiter sender = std::move(c.senders.front());
    c.senders.pop_front();
    complete(s, *s.fibers.find(sender.fiber), sender.arm, value{});
    return std::move(sender.item);
}

[[nodiscard]] bool hand_over(isolate_state& s, channel_object& c, value& item) {
    if (c.receivers.empty()) return false;
    const channel_waiter receiver = std::move(c.receivers.front());
    c.receivers.pop_front();
    complete(s, *s.fibers.find(receiver.fiber), receiver.arm, std::move(item));
    c.settle();
    return true;
}

}  // namespace

std::optional<value> try_receive(isolate_state& s, channel_object& c) {
    if (c.is_semaphore()) {
        if (c.available == 0) return std::nullopt;
        --c.available;
        return value{};
    }
    std::optional<value> item;
    if (!c.buffer.empty()) {
        item = std::move(c.buffer.front());
        c.buffer.pop_front();
        if (auto next = next_sent(s, c)) c.buffer.push_back(std::move(*next));
    } else {
        item = next_sent(s, c);
    }
    c.settle();
    if (!item && c.closed) item.emplace();
    return item;
}

bool try_send(isolate_state& s, channel_object& c, value& item) {
    if (hand_over(s, c, item)) return true;
    if (c.buffer.size() >= c.capacity) return false;
    c.buffer.push_back(std::move(item));
    c.settle();
    return true;
}

void close(isolate_state& s, channel_object& c) {
    c.closed = true;
    while (!c.receivers.empty()) {
        const channel_waiter w = std::move(c.receivers.front());
        c.receivers.pop_front();
        complete(s, *s.fibers.find(w.fiber), w.arm, value{}, resume_mode::exhausted);
    }
    while (!c.senders.empty()) {
        const fiber_id sender = c.senders.front().fiber;
        fail(s, *s.fibers.find(sender),
             make_error(error_kind::channel_closed,
                        "the channel was closed before it could take this"));
    }
    c.settle();
}

void release(isolate_state& s, channel_object& c) {
    value token;
    if (!hand_over(s, c, token)) ++c.available;
}

// --- mailboxes ---------------------------------------------------------------------------------------

std::optional<value> take_posted(isolate_state& s, std::string_view name) {
    const auto box = s.mailboxes.find(name);
    if (box == s.mailboxes.end() || box->second.items.empty()) return std::nullopt;
    value item = std::move(box->second.items.front());
    box->second.items.pop_front();
    --s.mailbox_items;
    forget_mailbox_if_empty(s, name);
    return item;
}

void post(isolate_state& s, std::string_view name, value item) {
    mailbox& box = s.mailboxes[std::string{name}];
    if (box.waiters.empty()) {
        box.items.push_back(std::move(item));
        ++s.mailbox_items;
        return;
    }
    const task_object::waiter first = box.waiters.front();
    box.waiters.pop_front();
    forget_mailbox_if_empty(s, name);
    complete(s, *s.fibers.find(first.fiber), first.arm, std::move(item));
}

}  // namespace bounce::script
