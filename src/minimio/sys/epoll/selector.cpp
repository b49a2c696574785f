#include "minimio/sys/selector.hpp"

#include "minimio/sys/posix/poll_bits.hpp"
#include "minimio/sys/posix/timespec.hpp"
#include "minimio/sys/timer_slack.hpp"

#include "bounce/base/errc.hpp"
#include "bounce/base/error.hpp"
#include "bounce/minimio/unique_source.hpp"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <limits>
#include <utility>

namespace bounce::minimio::sys {

namespace {

static_assert(EPOLLIN == POLLIN && EPOLLOUT == POLLOUT && EPOLLPRI == POLLPRI &&
              EPOLLERR == POLLERR && EPOLLHUP == POLLHUP && EPOLLRDHUP == POLLRDHUP);

// The key under which the eventfd of wake() is registered; no registration has it.
constexpr registration_key wake_key = 0;

std::uint32_t epoll_bits_of(interest what, mode how) noexcept {
    std::uint32_t bits = poll_bits_of(what);
    if (how == mode::edge) bits |= static_cast<std::uint32_t>(EPOLLET);
    if (how == mode::one_shot) bits |= static_cast<std::uint32_t>(EPOLLONESHOT);
    return bits;
}

}  // namespace

struct selector::state {
    unique_source queue;
    unique_source wakes;     // an eventfd
    bool has_pwait2 = true;  // until the kernel says that it does not; the waiting thread's alone

    [[nodiscard]] result<void> control(int operation, raw_source source, std::uint32_t bits,
                                       registration_key key) const noexcept {
        epoll_event what{};
        what.events = bits;
        what.data.u64 = key;
        if (::epoll_ctl(queue.get().fd, operation, source.fd, &what) == 0) return {};
        // What epoll says of files and directories: they are always ready.
        if (errno == EPERM) return errc::unsupported;
        return error::last_system_error();
    }

    int wait(epoll_event* into, int capacity, std::optional<nanoseconds> timeout) noexcept {
        if (has_pwait2) {
            const std::timespec spec = timespec_of(timeout.value_or(nanoseconds::zero()));
            const int count =
                ::epoll_pwait2(queue.get().fd, into, capacity, timeout ? &spec : nullptr, nullptr);
            if (count >= 0 || errno != ENOSYS) return count;
            has_pwait2 = false;
        }
        int timeout_ms = -1;
        if (timeout) {
            const auto rounded_up = std::chrono::ceil<milliseconds>(*timeout).count();
            timeout_ms = static_cast<int>(
                std::clamp<std::int64_t>(rounded_up, 0, std::numeric_limits<int>::max()));
        }
        return ::epoll_wait(queue.get().fd, into, capacity, timeout_ms);
    }
};

selector::selector(std::unique_ptr<state> opened) noexcept : state_{std::move(opened)} {}
selector::selector(selector&&) noexcept = default;
selector& selector::operator=(selector&&) noexcept = default;
selector::~selector() = default;

std::string_view selector::name() noexcept { return "epoll"; }

result<selector> selector::open() {
    auto opened = std::make_unique<state>();
    opened->queue = unique_source{::epoll_create1(EPOLL_CLOEXEC)};
    if (!opened->queue) return error::last_system_error().in("epoll_create");
    opened->wakes = unique_source{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    if (!opened->wakes) return error::last_system_error().in("eventfd");
    // Edge-triggered, so every write is an event of its own and the counter need never be read.
    const auto bits = static_cast<std::uint32_t>(EPOLLIN) | static_cast<std::uint32_t>(EPOLLET);
    if (result<void> added = opened->control(EPOLL_CTL_ADD, opened->wakes.get(), bits, wake_key);
        !added)
        return std::move(added).error().in("register the eventfd");
    return selector{std::move(opened)};
}

result<std::size_t> selector::wait(std::span<ready_source> into,
                                   std::optional<nanoseconds> timeout) {
    // A buffer of our own, as the kernel's records have another size. More than fits here is taken by
    // the next wait: the kernel hands out ready sources in turn.
    std::array<epoll_event, 256> reported;  // NOLINT: filled by the kernel
    const int capacity = static_cast<int>(std::min(into.size(), reported.size()));
    if (timeout && *timeout > nanoseconds::zero()) lower_timer_slack();
    const int count = state_->wait(reported.data(), capacity, timeout);
    if (count < 0) {
        if (errno == EINTR) return std::size_t{0};
        return error::last_system_error();
    }
    std::size_t filled = 0;
    for (const epoll_event& e : std::span{reported}.first(static_cast<std::size_t>(count)))
        if (e.data.u64 != wake_key) into[filled++] = {e.data.u64, readiness_of(e.events)};
    return filled;
}

result<void> selector::add(registration_key key, raw_source source, interest what, mode how) {
    return state_->control(EPOLL_CTL_ADD, source, epoll_bits_of(what, how), key);
}

result<void> selector::modify(registration_key key, raw_source source, interest what, mode how) {
    return state_->control(EPOLL_CTL_MOD, source, epoll_bits_of(what, how), key);
}

result<void> selector::remove(registration_key key, raw_source source) {
    return state_->control(EPOLL_CTL_DEL, source, 0, key);
}

// The kernel sees for itself when readiness arises again.
void selector::rearm(registration_key, interest) noexcept {}

void selector::wake() noexcept {
    const std::uint64_t one = 1;
    if (::write(state_->wakes.get().fd, &one, sizeof one) >= 0 || errno != EAGAIN) return;
    // 2^64 - 2 wakes: the counter is full. Empty it; the second write is the event.
    std::uint64_t all = 0;
    static_cast<void>(::read(state_->wakes.get().fd, &all, sizeof all));
    static_cast<void>(::write(state_->wakes.get().fd, &one, sizeof one));
}

}  // namespace bounce::minimio::sys
