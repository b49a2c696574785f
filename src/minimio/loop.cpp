#include "minimio/loop.hpp"

#include "bounce/base/errc.hpp"

#include <algorithm>
#include <new>
#include <span>
#include <string>
#include <utility>

namespace bounce::minimio::detail {

namespace {

std::string describe(raw_source source) { return "descriptor " + std::to_string(source.fd); }

}  // namespace

loop::loop(sys::selector&& opened, std::size_t max_registrations) noexcept
    : slots_{max_registrations}, sources_{slots_}, woken_{slots_}, selector_{std::move(opened)} {}

result<std::shared_ptr<loop>> loop::create(std::size_t max_registrations) try {
    if (max_registrations > limits::registrations)
        return error{errc::invalid_argument}.in("more registrations than limits::registrations");
    result<sys::selector> opened = sys::selector::open();
    if (!opened) return std::move(opened).error();
    return std::make_shared<loop>(std::move(*opened), max_registrations);
} catch (const std::bad_alloc&) {
    return error{std::errc::not_enough_memory};
}

// --- registrations ---------------------------------------------------------------------------------

// Fills a slot and publishes it (rule 2 of slot.hpp). The mutex is held.
result<registration_key> loop::open_slot(raw_source source, token name, interest what) {
    result<std::uint32_t> index = slots_.take();
    if (!index) return std::move(index).error();
    slot& s = slots_.at(*index);
    s.source = source;
    s.token.store(name.value, memory_order_release);
    s.wanted.store(what.bits(), memory_order_release);
    const std::uint64_t generation =
        (s.generation.load(memory_order_relaxed) + 1) & generation_mask;
    s.generation.store(generation, memory_order_release);
    return make_key(generation, *index);
}

// The registration ends here for everybody who reads. The slot can be given back after it.
void loop::close_slot(std::uint32_t index) noexcept {
    slot& s = slots_.at(index);
    s.generation.store((s.generation.load(memory_order_relaxed) + 1) & generation_mask,
                       memory_order_release);
}

result<registration_key> loop::add(raw_source source, token name, interest what, mode how) try {
    const lock_guard<os_mutex> hold{mutex_};
    if (is_closed()) return error{errc::closed}.in("register", describe(source));
    if (sources_.contains(source))
        return error{errc::already_registered}.in("register", describe(source));
    sources_.reserve_one();
    result<registration_key> key = open_slot(source, name, what);
    if (!key) return std::move(key).in("register", describe(source));
    const std::uint32_t index = index_of(*key);
    slots_.at(index).how = how;
    if (result<void> added = selector_.add(*key, source, what, how); !added) {
        close_slot(index);
        slots_.give_back(index);
        return std::move(added).error().in("register", describe(source));
    }
    sources_.insert(index);
    return key;
} catch (const std::bad_alloc&) {
    return error{std::errc::not_enough_memory};
}

result<void> loop::modify(registration_key key, interest what, std::optional<mode> how) {
    const lock_guard<os_mutex> hold{mutex_};
    slot* s = key == 0 ? nullptr : slots_.find(key);
    if (s == nullptr) return errc::not_registered;
    if (is_closed()) return error{errc::closed}.in("modify", describe(s->source));
    const mode next = how.value_or(s->how);
    const std::uint8_t before = s->wanted.load(memory_order_relaxed);
    s->wanted.store(before | what.bits(), memory_order_release);
    result<void> modified = selector_.modify(key, s->source, what, next);
    s->wanted.store(modified ? what.bits() : before, memory_order_release);
    if (!modified) return std::move(modified).in("modify", describe(s->source));
    s->how = next;
    return {};
}

result<void> loop::remove(registration_key key) {
    const lock_guard<os_mutex> hold{mutex_};
    slot* s = key == 0 ? nullptr : slots_.find(key);
    if (s == nullptr) return errc::not_registered;
    const std::uint32_t index = index_of(key);
    const raw_source source = s->source;
    close_slot(index);
    result<void> removed = selector_.remove(key, source);
    sources_.erase(index);
    slots_.give_back(index);
    if (!removed) return std::move(removed).error().in("remove", describe(source));
    return {};
}

// --- wakers ----------------------------------------------------------------------------------------

result<registration_key> loop::add_waker(token name) {
    const lock_guard<os_mutex> hold{mutex_};
    if (is_closed()) return error{errc::closed}.in("make a waker");
    result<registration_key> key = open_slot(raw_source{}, name, interest::readable);
    if (!key) return std::move(key).error().in("make a waker");
    return key;
}

void loop::remove_waker(registration_key key) noexcept {
    const lock_guard<os_mutex> hold{mutex_};
    const std::uint32_t index = index_of(key);
    close_slot(index);
    woken_.erase(index);
    slots_.give_back(index);
}

void loop::wake(registration_key key) noexcept {
    if (is_closed()) return;
    if (woken_.push(index_of(key))) selector_.wake();
}

void loop::close() noexcept {
    closed_.store(true, memory_order_release);
    selector_.wake();
}

// --- waiting ---------------------------------------------------------------------------------------

std::size_t loop::take_wakers(std::span<ready_source> into) noexcept {
    std::size_t count = 0;
    while (count < into.size()) {
        const std::uint32_t index = woken_.pop();
        if (index == no_index) break;
        const std::uint64_t generation = slots_.at(index).generation.load(memory_order_acquire);
        into[count++] = {make_key(generation, index), readiness::readable};
    }
    return count;
}

// One visit to the selector. Wakers and sources take turns at the front of the buffer, so that in a
// small one neither keeps the other out.
result<std::size_t> loop::gather(std::span<ready_source> into, std::optional<nanoseconds> timeout) {
    std::size_t count = 0;
    if (!woken_.empty()) {
        timeout = nanoseconds::zero();
        if (wakers_first_) count = take_wakers(into);
    }
    wakers_first_ = !wakers_first_;
    if (count < into.size()) {
        result<std::size_t> reported = selector_.wait(into.subspan(count), timeout);
        if (!reported && count == 0) return reported;
        count += std::move(reported).value_or(0);
    }
    if (count < into.size() && !woken_.empty()) count += take_wakers(into.subspan(count));
    return count;
}

result<void> loop::wait(const std::shared_ptr<loop>& self, events& ready,
                        std::optional<nanoseconds> timeout) {
    loop& l = *self;
    ready.count_ = 0;
    if (ready.loop_ != self) ready.loop_ = self;
    const bool poll_once = timeout && *timeout <= nanoseconds::zero();
    const time_point deadline =
        timeout && !poll_once ? saturating_add(steady_clock::now(), *timeout) : time_point::max();
    for (std::optional<nanoseconds> left = timeout;;) {
        if (l.is_closed()) return errc::closed;
        result<std::size_t> gathered = l.gather(ready.entries_, left);
        if (!gathered) return std::move(gathered).error().in("wait for events");
        if (l.is_closed()) return errc::closed;
        // What ended while it was being gathered counts as nothing, and the wait goes on. A reader skips
        // it by itself, so one entry that lives is enough to stop at.
        const std::span gathered_entries = std::span{ready.entries_}.first(*gathered);
        const bool any_live = std::ranges::any_of(
            gathered_entries,
            [&l](const ready_source& entry) { return l.read(entry).has_value(); });
        if (any_live) ready.count_ = *gathered;
        if (any_live || poll_once) return {};
        if (!timeout) continue;
        const nanoseconds rest = deadline - steady_clock::now();
        if (rest <= nanoseconds::zero()) return {};
        left = rest;
    }
}

}  // namespace bounce::minimio::detail
