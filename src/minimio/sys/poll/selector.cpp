#include "minimio/sys/selector.hpp"

#include "minimio/sys/posix/descriptor.hpp"
#include "minimio/sys/posix/poll_bits.hpp"
#include "minimio/sys/posix/poll_within.hpp"
#include "minimio/sys/posix/self_pipe.hpp"
#include "minimio/sys/timer_slack.hpp"

#include "bounce/base/error.hpp"
#include "bounce/base/threads.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <new>
#include <utility>
#include <vector>

namespace bounce::minimio::sys {

namespace {

constexpr readiness directions = readiness::readable | readiness::writable | readiness::priority;

// One registered source. `armed` are the directions that may still be reported: in level mode all that
// are wanted, in the others those not reported since they were armed last.
struct watched {
    registration_key key = 0;
    int fd = -1;
    interest wanted = interest::readable;
    mode how = mode::edge;
    readiness armed;
};

readiness directions_of(interest what) noexcept { return readiness::from_bits(what.bits()); }

short poll_bits_of(readiness armed) noexcept {
    std::uint32_t bits = 0;
    for (interest direction : {interest::readable, interest::writable, interest::priority})
        if (armed.contains(directions_of(direction))) bits |= sys::poll_bits_of(direction);
    return static_cast<short>(bits);
}

// poll(2) skips negative descriptors; otherwise it would report hang-ups that nobody asked for.
pollfd record_of(const watched& w) noexcept {
    return w.armed.empty() ? pollfd{-1, 0, 0} : pollfd{w.fd, poll_bits_of(w.armed), 0};
}

}  // namespace

// poll(2) knows neither other threads nor edges, so both are made here:
//  1. `sources` is the truth, guarded by `mutex`. The waiting thread copies it to `asked` when it has
//     changed, and blocks on the copy without the mutex.
//  2. Who changes `sources` sets `changed`, and if a wait is blocked ends it through the pipe, so that
//     it goes on with a new copy. A removed source must leave the copy at once, too: the kernel keeps a
//     descriptor alive that somebody polls.
//  3. A report counts only if its key is still the one in `sources`, for directions still armed. In edge
//     mode that disarms them until `rearm`, in one_shot mode the source until `modify`.
struct selector::state {
    self_pipe wakes;

    os_mutex mutex;
    std::vector<watched> sources;
    std::vector<std::uint32_t> positions;  // in `sources`, by the index of the key
    bool changed = true;
    bool blocked = false;

    // The waiting thread's alone: what it asks the kernel, the pipe first and then the sources in order.
    std::vector<pollfd> asked;
    std::vector<registration_key> asked_keys;
    std::size_t first = 0;  // where the next look at the reports starts, so that all get their turn

    [[nodiscard]] watched* find(registration_key key) noexcept {
        const std::uint32_t index = detail::index_of(key);
        if (index >= positions.size() || positions[index] >= sources.size()) return nullptr;
        watched& w = sources[positions[index]];
        return w.key == key ? &w : nullptr;
    }
    void tell_waiter() noexcept {
        changed = true;
        if (blocked) wakes.signal();
    }
    void copy_sources();
    void take_report(const pollfd& reported, registration_key key, std::span<ready_source> into,
                     std::size_t& filled) noexcept;
    [[nodiscard]] std::size_t take_reports(std::span<ready_source> into) noexcept;
};

void selector::state::copy_sources() {
    asked.resize(sources.size() + 1);
    asked_keys.resize(sources.size());
    asked[0] = pollfd{wakes.descriptor(), POLLIN, 0};
    for (std::size_t i = 0; i < sources.size(); ++i) {
        asked[i + 1] = record_of(sources[i]);
        asked_keys[i] = sources[i].key;
    }
    changed = false;
}

void selector::state::take_report(const pollfd& reported, registration_key key,
                                  std::span<ready_source> into, std::size_t& filled) noexcept {
    watched* w = find(key);
    if (w == nullptr) return;
    if ((reported.revents & POLLNVAL) != 0) {
        // Closed before it was removed. As with epoll: silence.
        w->armed = readiness::none;
        changed = true;
        return;
    }
    const readiness ready = readiness_of(static_cast<std::uint16_t>(reported.revents));
    const readiness news = ready & w->armed;
    if (news.empty()) return;
    into[filled++] = {key, (ready - directions) | news};
    if (w->how == mode::level) return;
    w->armed = w->how == mode::one_shot ? readiness::none : w->armed - news;
    changed = true;
}

std::size_t selector::state::take_reports(std::span<ready_source> into) noexcept {
    const std::size_t count = asked_keys.size();
    std::size_t filled = 0;
    std::size_t at = count == 0 ? 0 : first % count;
    for (std::size_t seen = 0; seen < count && filled < into.size(); ++seen) {
        if (asked[at + 1].revents != 0) take_report(asked[at + 1], asked_keys[at], into, filled);
        at = at + 1 == count ? 0 : at + 1;
    }
    first = at;
    return filled;
}

selector::selector(std::unique_ptr<state> opened) noexcept : state_{std::move(opened)} {}
selector::selector(selector&&) noexcept = default;
selector& selector::operator=(selector&&) noexcept = default;
selector::~selector() = default;

std::string_view selector::name() noexcept { return "poll"; }

result<selector> selector::open() {
    auto opened = std::make_unique<state>();
    if (result<void> made = opened->wakes.open(); !made) return std::move(made).error();
    return selector{std::move(opened)};
}

result<std::size_t> selector::wait(std::span<ready_source> into,
                                   std::optional<nanoseconds> timeout) try {
    state& s = *state_;
    {
        const lock_guard<os_mutex> hold{s.mutex};
        if (s.changed) s.copy_sources();
        s.blocked = true;
    }
    if (timeout && *timeout > nanoseconds::zero()) lower_timer_slack();
    const int count = poll_within(s.asked, timeout);
    const int why = count < 0 ? errno : 0;

    const lock_guard<os_mutex> hold{s.mutex};
    s.blocked = false;
    if (why == EINTR) return std::size_t{0};
    if (why != 0) return error{why, std::system_category()};
    if (s.asked[0].revents != 0) s.wakes.clear();
    return s.take_reports(into);
} catch (const std::bad_alloc&) {
    return error{std::errc::not_enough_memory};
}

result<void> selector::add(registration_key key, raw_source source, interest what, mode how) try {
    if (result<void> fits = expect_waitable(source); !fits) return fits;
    state& s = *state_;
    const lock_guard<os_mutex> hold{s.mutex};
    const std::uint32_t index = detail::index_of(key);
    if (index >= s.positions.size())
        s.positions.resize(std::max<std::size_t>(index + 1, 2 * s.positions.size()));
    s.sources.push_back(watched{key, source.fd, what, how, directions_of(what)});
    s.positions[index] = static_cast<std::uint32_t>(s.sources.size() - 1);
    s.tell_waiter();
    return {};
} catch (const std::bad_alloc&) {
    return error{std::errc::not_enough_memory};
}

result<void> selector::modify(registration_key key, raw_source, interest what, mode how) {
    state& s = *state_;
    const lock_guard<os_mutex> hold{s.mutex};
    watched* w = s.find(key);
    w->wanted = what;
    w->how = how;
    w->armed = directions_of(what);
    s.tell_waiter();
    return {};
}

result<void> selector::remove(registration_key key, raw_source) {
    state& s = *state_;
    const lock_guard<os_mutex> hold{s.mutex};
    watched* w = s.find(key);
    *w = s.sources.back();
    s.positions[detail::index_of(w->key)] = s.positions[detail::index_of(key)];
    s.sources.pop_back();
    s.tell_waiter();
    return {};
}

void selector::rearm(registration_key key, interest what) noexcept {
    state& s = *state_;
    const lock_guard<os_mutex> hold{s.mutex};
    watched* w = s.find(key);
    if (w == nullptr || w->how != mode::edge) return;
    const readiness armed = w->armed | (directions_of(what) & directions_of(w->wanted));
    if (armed == w->armed) return;
    w->armed = armed;
    s.tell_waiter();
}

void selector::wake() noexcept { state_->wakes.signal(); }

}  // namespace bounce::minimio::sys
