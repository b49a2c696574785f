#include "minimio/sys/selector.hpp"

#include "minimio/sys/kqueue/change.hpp"
#include "minimio/sys/kqueue/priority.hpp"
#include "minimio/sys/kqueue/wake.hpp"
#include "minimio/sys/posix/descriptor.hpp"
#include "minimio/sys/posix/timespec.hpp"
#include "minimio/sys/timer_slack.hpp"

#include "bounce/base/errc.hpp"
#include "bounce/base/error.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/minimio/unique_source.hpp"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <new>
#include <utility>
#include <vector>

namespace bounce::minimio::sys {

namespace {

constexpr readiness all_directions =
    readiness::readable | readiness::writable | readiness::priority;

// Some systems refuse timeouts of years; a wait that ends early is begun again by the loop.
constexpr nanoseconds longest_wait = std::chrono::hours{24};

readiness directions_of(interest what) noexcept { return readiness::from_bits(what.bits()); }

// What is asked of the kernel about one source; `what` is empty where nothing is registered.
struct wish {
    readiness what;
    mode how = mode::edge;
};

// One registered source.
struct watched {
    registration_key key = 0;
    wish asked;
    // False from the report of a one-shot source until modify. The kernel forgets the filter that
    // fired by itself; this is for the other one, and for a report that was under way.
    bool armed = false;
    // Where in the buffer of the present wait its entry is; meaningful if that entry has this key.
    std::uint16_t place = 0;
};
static_assert(sizeof(watched) == 16);

int flags_of(mode how) noexcept {
    switch (how) {
        case mode::edge: return EV_ADD | EV_CLEAR;
        case mode::level: return EV_ADD;
        case mode::one_shot: return EV_ADD | EV_ONESHOT;
    }
    return EV_ADD;
}

// The changes that lead from one wish to another, and their outcome.
class change_list {
public:
    change_list(int fd, registration_key key, wish from, wish to) noexcept {
        for (const direction& d : directions) {
            const std::optional<kevent_kind> kind = d.kind();
            if (!kind) continue;
            const bool had = from.what.contains(d.means);
            const bool wanted = to.what.contains(d.means);
            // Made anew even if it stays: the flags of a filter cannot be changed, and not every
            // system looks again at what is ready when one is added a second time.
            if (had) changes_[count_++] = change_of(fd, *kind, EV_DELETE | EV_RECEIPT, key);
            if (wanted)
                changes_[count_++] = change_of(fd, *kind, flags_of(to.how) | EV_RECEIPT, key);
        }
    }

    // All of them are tried; the first failure counts. errno of that, or 0.
    [[nodiscard]] int apply(int queue) const noexcept {
        std::array<kevent_record, 6> receipts{};
        const std::timespec at_once{};
        const int told = uninterrupted([&] {
            return call_kevent(queue, std::span{changes_}.first(count_),
                               std::span{receipts}.first(count_), &at_once);
        });
        if (told < 0) return errno;
        for (std::size_t at = 0; at < static_cast<std::size_t>(told); ++at) {
            const int failure = static_cast<int>(receipts[at].data);
            // A filter that has fired once, or whose descriptor was closed, is gone by itself.
            const bool gone = failure == ENOENT && (changes_[at].flags & EV_DELETE) != 0;
            if ((receipts[at].flags & EV_ERROR) != 0 && failure != 0 && !gone) return failure;
        }
        return 0;
    }

private:
    struct direction {
        readiness means;
        std::optional<kevent_kind> (*kind)() noexcept;
    };
    static std::optional<kevent_kind> read_filter() noexcept { return kevent_kind{EVFILT_READ, 0}; }
    static std::optional<kevent_kind> write_filter() noexcept {
        return kevent_kind{EVFILT_WRITE, 0};
    }
    static constexpr direction directions[] = {{readiness::readable, read_filter},
                                               {readiness::writable, write_filter},
                                               {readiness::priority, priority_filter}};

    // Two for each direction, each with a receipt: the kernel says of every change how it went.
    std::array<kevent_record, 6> changes_{};
    std::size_t count_ = 0;
};

readiness readiness_of(const kevent_record& reported) noexcept {
    const bool at_end = (reported.flags & EV_EOF) != 0;
    readiness ready;
    if (reported.filter == EVFILT_READ)
        ready = at_end ? readiness::readable | readiness::read_closed : readiness::readable;
    else if (reported.filter == EVFILT_WRITE)
        ready = at_end ? readiness::writable | readiness::write_closed : readiness::writable;
    else
        ready = readiness::priority;
    // At the end of a socket the hints are the error it holds. A reader learns of it by reading, a
    // writer by writing.
    if ((at_end && reported.fflags != 0) || (reported.flags & EV_ERROR) != 0)
        ready |= readiness::readable | readiness::writable | readiness::error;
    return ready;
}

}  // namespace

// kqueue has a filter for each direction, so a source is up to three filters with one key, and these
// rules make one entry of them:
//  1. `sources` is guarded by `mutex`, which is held across a change of the kernel's filters: a report
//     that overtakes a change waits for its end and then counts by what is asked now.
//  2. The reports of one wait about the same key become one entry.
//  3. A one-shot source is disarmed by its entry as a whole, whichever filter fired.
struct selector::state {
    unique_source queue;
    queue_wake wakes;

    os_mutex mutex;
    std::vector<watched> sources;  // by the index of the key

    [[nodiscard]] watched* find(registration_key key) noexcept {
        const std::uint32_t index = detail::index_of(key);
        if (index >= sources.size() || sources[index].key != key) return nullptr;
        return &sources[index];
    }
    [[nodiscard]] result<void> change(watched& w, raw_source source, wish to) noexcept;
    void take_report(const kevent_record& reported, std::span<ready_source> into,
                     std::size_t& filled) noexcept;
};

result<void> selector::state::change(watched& w, raw_source source, wish to) noexcept {
    if (to.what.contains(readiness::priority) && !priority_filter()) return errc::unsupported;
    const int failure = change_list{source.fd, w.key, w.asked, to}.apply(queue.get().fd);
    if (failure != 0) {
        static_cast<void>(change_list{source.fd, w.key, to, w.asked}.apply(queue.get().fd));
        return error{failure, std::system_category()};
    }
    w.asked = to;
    w.armed = true;
    return {};
}

void selector::state::take_report(const kevent_record& reported, std::span<ready_source> into,
                                  std::size_t& filled) noexcept {
    if (wakes.takes(reported)) return;
    const registration_key key = key_of(reported);
    watched* w = find(key);
    if (w == nullptr) return;
    const readiness ready = readiness_of(reported);
    const readiness news = (ready - all_directions) | (ready & w->asked.what);
    if ((news & all_directions).empty()) return;
    if (w->place < filled && into[w->place].key == key) {
        into[w->place].ready |= news;
        return;
    }
    if (!w->armed) return;
    w->armed = w->asked.how != mode::one_shot;
    w->place = static_cast<std::uint16_t>(filled);
    into[filled++] = {key, news};
}

selector::selector(std::unique_ptr<state> opened) noexcept : state_{std::move(opened)} {}
selector::selector(selector&&) noexcept = default;
selector& selector::operator=(selector&&) noexcept = default;
selector::~selector() = default;

std::string_view selector::name() noexcept { return "kqueue"; }

result<selector> selector::open() {
    auto opened = std::make_unique<state>();
    opened->queue = unique_source{::kqueue()};
    if (!opened->queue) return error::last_system_error().in("kqueue");
    // No child inherits a queue, so nothing can come between the two calls.
    const int queue = opened->queue.get().fd;
    if (::fcntl(queue, F_SETFD, FD_CLOEXEC) != 0) return error::last_system_error().in("kqueue");
    if (result<void> made = opened->wakes.open(queue); !made) return std::move(made).error();
    return selector{std::move(opened)};
}

result<std::size_t> selector::wait(std::span<ready_source> into,
                                   std::optional<nanoseconds> timeout) {
    state& s = *state_;
    // A buffer of our own, as the kernel's records have another size. More than fits here is taken by
    // the next wait: the kernel hands out ready filters in turn.
    std::array<kevent_record, 256> reported;  // NOLINT: filled by the kernel
    const auto room = std::span{reported}.first(std::min(into.size(), reported.size()));
    if (timeout && *timeout > nanoseconds::zero()) lower_timer_slack();
    const std::timespec spec = timespec_of(std::min(timeout.value_or(longest_wait), longest_wait));
    const int count = call_kevent(s.queue.get().fd, {}, room, timeout ? &spec : nullptr);
    if (count < 0) {
        if (errno == EINTR) return std::size_t{0};
        return error::last_system_error();
    }
    const lock_guard<os_mutex> hold{s.mutex};
    std::size_t filled = 0;
    for (const kevent_record& r : room.first(static_cast<std::size_t>(count)))
        s.take_report(r, into, filled);
    return filled;
}

result<void> selector::add(registration_key key, raw_source source, interest what, mode how) try {
    if (result<void> fits = expect_waitable(source); !fits) return fits;
    state& s = *state_;
    const lock_guard<os_mutex> hold{s.mutex};
    const std::uint32_t index = detail::index_of(key);
    if (index >= s.sources.size())
        s.sources.resize(std::max<std::size_t>(index + 1, 2 * s.sources.size()));
    watched added;
    added.key = key;
    result<void> asked = s.change(added, source, {directions_of(what), how});
    if (asked) s.sources[index] = added;
    return asked;
} catch (const std::bad_alloc&) {
    return error{std::errc::not_enough_memory};
}

result<void> selector::modify(registration_key key, raw_source source, interest what, mode how) {
    state& s = *state_;
    const lock_guard<os_mutex> hold{s.mutex};
    return s.change(*s.find(key), source, {directions_of(what), how});
}

result<void> selector::remove(registration_key key, raw_source source) {
    state& s = *state_;
    const lock_guard<os_mutex> hold{s.mutex};
    watched& w = *s.find(key);
    const int failure = change_list{source.fd, key, w.asked, {}}.apply(s.queue.get().fd);
    w = {};
    if (failure == 0) return {};
    return error{failure, std::system_category()};
}

// The kernel sees for itself when readiness arises again.
void selector::rearm(registration_key, interest) noexcept {}

void selector::wake() noexcept { state_->wakes.signal(); }

}  // namespace bounce::minimio::sys
