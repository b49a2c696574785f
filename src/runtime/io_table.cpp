#include "runtime/io_table.hpp"

#include "runtime/worker.hpp"

#include "bounce/runtime/detail/context.hpp"
#include "bounce/runtime/detail/task_header.hpp"
#include "bounce/runtime/io_handle.hpp"
#include "bounce/runtime/register_io.hpp"

namespace bounce {

namespace detail {

minimio::readiness flags_for(minimio::interest what) noexcept {
    using minimio::readiness;
    readiness flags = readiness::error;
    if (what.is_readable()) flags |= readiness::readable | readiness::read_closed;
    if (what.is_writable()) flags |= readiness::writable | readiness::write_closed;
    if (what.is_priority()) flags |= readiness::priority;
    return flags;
}

result<io_slot*> io_table::add(job_kind kind, minimio::raw_source source, minimio::interest what) {
    io_slot* slot = nullptr;
    std::uint64_t token = 0;
    {
        const lock_guard<spin_lock> guard{lock_};
        if (closed_) return error{errc::closed}.in("register", kind.name());
        if (free_.empty()) {
            slot = &slots_.emplace_back();
            slot->index =
                static_cast<std::uint32_t>(slots_.size());  // from 1: token 0 is the waker's
            free_.reserve(slots_.size());                   // so that remove() cannot fail
        } else {
            slot = free_.back();
            free_.pop_back();
        }
        token = (std::uint64_t{slot->generation} << 32U) | slot->index;
    }
    slot->kind = kind.name();
    auto registered = registry_.add(source, minimio::token{token}, what, minimio::mode::edge);
    if (!registered) {
        const lock_guard<spin_lock> guard{lock_};
        free_.push_back(slot);
        return std::move(registered).error().in("register", kind.name());
    }
    slot->registration = *std::move(registered);
    return slot;
}

void io_table::remove(io_slot& slot) noexcept {
    // An error here means that the descriptor was closed too early; the registration has ended anyway.
    static_cast<void>(slot.registration.remove());
    {
        const lock_guard<spin_lock> guard{slot.lock};
        BOUNCE_ASSERT(slot.waiting.empty(),
                      "an io_handle was destroyed while somebody waits on it");
        ++slot.generation;
        slot.ready = minimio::readiness::none;
        slot.events = 0;
    }
    const lock_guard<spin_lock> guard{lock_};
    free_.push_back(&slot);
}

io_slot* io_table::find(std::uint64_t token) noexcept {
    const auto index = static_cast<std::uint32_t>(token);
    const lock_guard<spin_lock> guard{lock_};
    return index == 0 || index > slots_.size() ? nullptr : &slots_[index - 1];
}

std::uint32_t io_table::dispatch(std::uint64_t token, minimio::readiness ready,
                                 completions& woken) noexcept {
    io_slot* slot = find(token);
    if (slot == nullptr) return 0;
    const lock_guard<spin_lock> guard{slot->lock};
    if (slot->generation != static_cast<std::uint32_t>(token >> 32U)) return 0;
    slot->ready |= ready;
    ++slot->events;
    for (waiter* w = slot->waiting.front(); w != nullptr;) {
        waiter* const after = w->next;
        const auto& wanted = *static_cast<io_handle::ready_operation*>(w->operation);
        if (ready.intersects(wanted.flags())) {
            slot->waiting.remove(*w);
            if (w->try_claim()) woken.add(*w->owner);
        }
        w = after;
    }
    return slot->index;
}

void io_table::close() noexcept {
    completions woken;
    const lock_guard<spin_lock> guard{lock_};
    closed_ = true;
    for (io_slot& slot : slots_) {
        const lock_guard<spin_lock> slot_guard{slot.lock};
        slot.closed = true;
        while (waiter* w = slot.waiting.claim_front()) woken.add(*w->owner);
    }
    registry_.close_loop();
}

}  // namespace detail

result<io_handle> register_io(job_kind kind, minimio::raw_source source, minimio::interest what) {
    auto& w = detail::require_current_worker("register_io");
    auto slot = w.io()->add(kind, source, what);
    if (!slot) return std::move(slot).error();
    return io_handle{w.io(), **slot};
}

io_handle::~io_handle() {
    if (slot_ != nullptr) table_->remove(*slot_);
}

io_readiness io_handle::current() const noexcept {
    const lock_guard<spin_lock> guard{slot_->lock};
    return {slot_->ready, slot_->events};
}

void io_handle::would_block(minimio::interest what, io_readiness seen) noexcept {
    {
        const lock_guard<spin_lock> guard{slot_->lock};
        if (slot_->events != seen.as_of_) return;
        slot_->ready = slot_->ready - detail::flags_for(what);
    }
    // A poll that needs no re-arming does nothing here. After the loop was closed there is nothing to arm.
    static_cast<void>(slot_->registration.would_block(what));
}

std::uint64_t io_handle::id() const noexcept { return slot_ == nullptr ? 0 : slot_->index; }

bool io_handle::ready_operation::try_now() const noexcept {
    const lock_guard<spin_lock> guard{io_->slot_->lock};
    return io_->slot_->closed || io_->slot_->ready.intersects(flags());
}

minimio::readiness io_handle::ready_operation::flags() const noexcept {
    return detail::flags_for(what_);
}

void io_handle::ready_operation::submit(detail::waiter& w) noexcept {
    detail::io_slot& slot = *io_->slot_;
    counted_ = io_->counted_ && !w.owner->task().background;
    submitted_ = true;
    io_->table_->count_wait(counted_);
    w.operation = this;
    const lock_guard<spin_lock> guard{slot.lock};
    if (slot.closed || slot.ready.intersects(flags())) {
        if (w.try_claim()) w.owner->complete();
    } else {
        slot.waiting.push_back(w);
    }
}

void io_handle::ready_operation::retract(detail::waiter& w) noexcept {
    io_->table_->uncount_wait(counted_);
    const lock_guard<spin_lock> guard{io_->slot_->lock};
    io_->slot_->waiting.remove(w);
}

result<io_readiness> io_handle::ready_operation::take() noexcept {
    if (submitted_) io_->table_->uncount_wait(counted_);
    const lock_guard<spin_lock> guard{io_->slot_->lock};
    if (io_->slot_->closed) return errc::closed;
    return io_readiness{io_->slot_->ready, io_->slot_->events};
}

}  // namespace bounce
