#include "minimio/sys/selector.hpp"

#include "minimio/sys/iocp/afd.hpp"
#include "minimio/sys/iocp/readiness_bits.hpp"
#include "minimio/sys/windows/socket_calls.hpp"

#include "bounce/base/errc.hpp"
#include "bounce/base/error.hpp"
#include "bounce/base/threads.hpp"

#include <mswsock.h>

#include <algorithm>
#include <array>
#include <deque>
#include <limits>
#include <new>
#include <utility>
#include <vector>

namespace bounce::minimio::sys {

namespace {

constexpr readiness directions = readiness::readable | readiness::writable | readiness::priority;

constexpr readiness directions_of(interest what) noexcept {
    readiness asked;
    if (what.contains(interest::readable)) asked |= readiness::readable;
    if (what.contains(interest::writable)) asked |= readiness::writable;
    if (what.contains(interest::priority)) asked |= readiness::priority;
    return asked;
}

// One registered source.
struct watched {
    registration_key key = 0;  // 0: the place is free
    HANDLE socket = nullptr;
    interest wanted = interest::readable;
    mode how = mode::edge;
    bool queued = false;             // in `state::again`
    readiness armed;                 // directions that are still to be reported
    afd::request* asking = nullptr;  // the request whose answer counts
};

// The socket itself, below whatever other software has put on top of it.
result<HANDLE> driver_socket(raw_source source) {
    if (!is_handle(source)) return error{std::errc::bad_file_descriptor};
    if (!option(source, SOL_SOCKET, SO_TYPE, "register")) return errc::unsupported;
    SOCKET base = INVALID_SOCKET;
    DWORD size = 0;
    const int asked = ::WSAIoctl(as_socket(source), SIO_BASE_HANDLE, nullptr, 0, &base, sizeof base,
                                 &size, nullptr, nullptr);
    return asked == 0 ? reinterpret_cast<HANDLE>(base) : as_handle(source);
}

// How long the kernel waits: in steps of 100 ns, rounded up, negative for "from now".
LARGE_INTEGER relative_time(nanoseconds timeout) noexcept {
    LARGE_INTEGER relative{};
    if (timeout > nanoseconds::zero())
        relative.QuadPart = -(timeout.count() / 100 + (timeout.count() % 100 != 0 ? 1 : 0));
    return relative;
}

}  // namespace

// The driver answers a request once, and looks at the present state first. From that all modes are made:
//  1. A source has at most one request that counts, `asking`, for the directions in `armed`. Its answer
//     reports them. edge: those are disarmed until `rearm`; one_shot: all are, until `modify`; level:
//     the source is asked for again by the next wait, not before, so that it is told as it is then.
//  2. Who needs an answer that `asking` will not give disowns it (cancels it, and forgets it) and asks
//     anew. A disowned request is in the kernel's hands until its completion comes; then it is free. So a
//     late answer is never taken for a new one, and a cancellation needs no waiting for.
//  3. The driver's handles, one for `sources_per_device` sources, all belong to one completion port.
//     A cancellation looks through the requests of one handle only.
//  4. `mutex` guards everything but `woken`; it is not held while the port is waited for. Requests are
//     made by whoever calls; the waiting thread hears of their completions without being told.
struct selector::state {
    HANDLE port = nullptr;

    os_mutex mutex;
    std::vector<watched> sources;  // by the index of the key
    std::vector<HANDLE> devices;   // by the index divided by sources_per_device
    std::deque<afd::request> requests;
    afd::request* free_requests = nullptr;
    std::size_t in_flight = 0;  // requests whose completion is yet to come
    std::size_t registered = 0;
    std::vector<registration_key> again;  // to be asked for by the next wait

    // True from a wake until the waiting thread takes it from the port: it is there once at most.
    atomic<bool> woken{false};

    static constexpr std::size_t sources_per_device = 32;

    state() = default;
    state(const state&) = delete;
    state& operator=(const state&) = delete;
    ~state();

    [[nodiscard]] watched* find(registration_key key) noexcept {
        const std::uint32_t index = detail::index_of(key);
        return index < sources.size() && sources[index].key == key ? &sources[index] : nullptr;
    }
    void make_room(std::uint32_t index);
    [[nodiscard]] result<void> open_device_for(std::uint32_t index);

    [[nodiscard]] afd::request* take_request();
    void give_back(afd::request* r) noexcept;

    [[nodiscard]] result<void> ask(watched& w, readiness armed);
    void ask_again(watched& w, readiness armed) noexcept;
    void disown(watched& w) noexcept;

    void take_answer(const afd::completion& c, std::span<ready_source> into, std::size_t& filled);
};

selector::state::~state() {
    if (port == nullptr) return;
    for (watched& w : sources) disown(w);
    // The kernel writes to the requests until their completions have come.
    while (in_flight > 0) {
        std::array<afd::completion, 64> done{};
        ULONG count = 0;
        if (afd::take(port, done.data(), done.size(), count, nullptr) != afd::success) break;
        for (const afd::completion& c : std::span{done}.first(count))
            if (c.which != nullptr) --in_flight;
    }
    for (HANDLE device : devices)
        if (device != nullptr) ::CloseHandle(device);
    ::CloseHandle(port);
}

void selector::state::make_room(std::uint32_t index) {
    if (index >= sources.size())
        sources.resize(std::max<std::size_t>(index + 1, 2 * sources.size()));
    devices.resize(std::max(devices.size(), index / sources_per_device + 1));
    if (again.capacity() <= registered) again.reserve(2 * registered + 16);
}

result<void> selector::state::open_device_for(std::uint32_t index) {
    HANDLE& device = devices[index / sources_per_device];
    if (device != nullptr) return {};
    result<HANDLE> opened = afd::open_device(port);
    if (!opened) return std::move(opened).error();
    device = *opened;
    return {};
}

afd::request* selector::state::take_request() {
    if (free_requests == nullptr) return &requests.emplace_back();
    return std::exchange(free_requests, free_requests->next_free);
}

void selector::state::give_back(afd::request* r) noexcept {
    r->next_free = free_requests;
    free_requests = r;
}

// Arms the directions and sees to it that the answer for them is on its way. When it fails, or throws
// std::bad_alloc, nothing has changed.
result<void> selector::state::ask(watched& w, readiness armed) {
    const ULONG bits = armed.empty() ? 0 : afd_bits_of(armed);
    const ULONG asked_before = w.asking == nullptr ? 0 : w.asking->asked;
    if ((asked_before & bits) != bits) {
        afd::request* r = take_request();
        r->key = w.key;
        r->device = devices[detail::index_of(w.key) / sources_per_device];
        if (result<void> asked = afd::ask(*r, w.socket, bits); !asked) {
            give_back(r);
            return asked;
        }
        ++in_flight;
        disown(w);
        w.asking = r;
    }
    w.armed = armed;
    return {};
}

void selector::state::disown(watched& w) noexcept {
    if (w.asking != nullptr) afd::cancel(*std::exchange(w.asking, nullptr));
}

// As `ask`, where nobody can be told of a failure: a lack of memory is tried again by the next wait, and
// a socket that was closed before it was removed is silent, as with the other back ends.
void selector::state::ask_again(watched& w, readiness armed) noexcept try {
    w.armed = armed;
    if (result<void> asked = ask(w, armed); !asked) w.armed = readiness::none;
} catch (const std::bad_alloc&) {
    if (w.queued || again.size() == again.capacity()) return;
    w.queued = true;
    again.push_back(w.key);
}

void selector::state::take_answer(const afd::completion& c, std::span<ready_source> into,
                                  std::size_t& filled) {
    afd::request* r = c.which;
    --in_flight;
    watched* w = find(r->key);
    const bool counts = w != nullptr && w->asking == r;
    const ULONG bits = r->info.socket_count > 0 ? r->info.socket.events : 0;
    give_back(r);
    if (!counts) return;
    w->asking = nullptr;
    if (c.status.Status != afd::success && c.status.Status != afd::cancelled) {
        w->armed = readiness::none;
        return;
    }
    if (c.status.Status == afd::success && (bits & afd::local_close) != 0) {
        w->armed = readiness::none;
        return;
    }
    const readiness ready = c.status.Status == afd::success ? readiness_of(bits) : readiness::none;
    const readiness news = ready & w->armed;
    if (!news.empty()) {
        into[filled++] = {w->key, (ready - directions) | news};
        if (w->how == mode::level) {
            if (!w->queued) again.push_back(w->key);
            w->queued = true;
            return;
        }
        if (w->how == mode::one_shot) {
            w->armed = readiness::none;
            return;
        }
    }
    // The rest of the directions; or all, if the end of the asking thread has ended its request.
    ask_again(*w, w->armed - news);
}

selector::selector(std::unique_ptr<state> opened) noexcept : state_{std::move(opened)} {}
selector::selector(selector&&) noexcept = default;
selector& selector::operator=(selector&&) noexcept = default;
selector::~selector() = default;

std::string_view selector::name() noexcept { return "iocp"; }

result<selector> selector::open() {
    if (result<void> started = start_winsock(); !started) return std::move(started).error();
    auto opened = std::make_unique<state>();
    opened->port = ::CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1);
    if (opened->port == nullptr)
        return error{static_cast<int>(::GetLastError()), winsock_category()}.in(
            "open a completion port");
    return selector{std::move(opened)};
}

result<std::size_t> selector::wait(std::span<ready_source> into,
                                   std::optional<nanoseconds> timeout) try {
    state& s = *state_;
    {
        const lock_guard<os_mutex> hold{s.mutex};
        std::size_t asked = s.again.size();
        for (std::size_t i = 0; i < asked; ++i) {
            watched* w = s.find(s.again[i]);
            if (w == nullptr || !w->queued) continue;
            w->queued = false;
            s.ask_again(*w, w->armed);
        }
        s.again.erase(s.again.begin(), s.again.begin() + static_cast<std::ptrdiff_t>(asked));
    }
    std::array<afd::completion, 256> done;  // NOLINT: filled by the kernel
    const auto capacity = static_cast<ULONG>(std::min(into.size(), done.size()));
    const LARGE_INTEGER relative = relative_time(timeout.value_or(nanoseconds::zero()));
    ULONG count = 0;
    const NTSTATUS waited =
        afd::take(s.port, done.data(), capacity, count, timeout ? &relative : nullptr);
    if (waited == afd::timeout) return std::size_t{0};
    if (waited != afd::success) return afd::error_of(waited);

    std::size_t filled = 0;
    const lock_guard<os_mutex> hold{s.mutex};
    for (const afd::completion& c : std::span{done}.first(count)) {
        if (c.which == nullptr) {
            s.woken.exchange(false, memory_order_acq_rel);
        } else {
            s.take_answer(c, into, filled);
        }
    }
    return filled;
} catch (const std::bad_alloc&) {
    return error{std::errc::not_enough_memory};
}

result<void> selector::add(registration_key key, raw_source source, interest what, mode how) try {
    result<HANDLE> socket = driver_socket(source);
    if (!socket) return std::move(socket).error();
    state& s = *state_;
    const lock_guard<os_mutex> hold{s.mutex};
    const std::uint32_t index = detail::index_of(key);
    s.make_room(index);
    if (result<void> opened = s.open_device_for(index); !opened) return opened;
    watched fresh{key, *socket, what, how, false, readiness::none, nullptr};
    if (result<void> asked = s.ask(fresh, directions_of(what)); !asked) return asked;
    s.sources[index] = fresh;
    ++s.registered;
    return {};
} catch (const std::bad_alloc&) {
    return error{std::errc::not_enough_memory};
}

result<void> selector::modify(registration_key key, raw_source, interest what, mode how) try {
    state& s = *state_;
    const lock_guard<os_mutex> hold{s.mutex};
    watched& w = *s.find(key);
    if (result<void> asked = s.ask(w, directions_of(what)); !asked) return asked;
    w.wanted = what;
    w.how = how;
    return {};
} catch (const std::bad_alloc&) {
    return error{std::errc::not_enough_memory};
}

result<void> selector::remove(registration_key key, raw_source) {
    state& s = *state_;
    const lock_guard<os_mutex> hold{s.mutex};
    watched& w = *s.find(key);
    s.disown(w);
    w = {};
    --s.registered;
    return {};
}

void selector::rearm(registration_key key, interest what) noexcept {
    state& s = *state_;
    const lock_guard<os_mutex> hold{s.mutex};
    watched* w = s.find(key);
    if (w == nullptr || w->how != mode::edge) return;
    const readiness armed = w->armed | (directions_of(what) & directions_of(w->wanted));
    if (armed == w->armed) return;
    s.ask_again(*w, armed);
}

void selector::wake() noexcept {
    state& s = *state_;
    if (s.woken.exchange(true, memory_order_acq_rel)) return;
    // Fails for want of memory alone; then the flag must not keep the next wake from trying.
    if (::PostQueuedCompletionStatus(s.port, 0, 0, nullptr) == 0)
        s.woken.store(false, memory_order_release);
}

}  // namespace bounce::minimio::sys
