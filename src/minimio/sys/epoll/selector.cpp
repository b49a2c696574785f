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
#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <utility>

namespace bounce::minimio::sys {

namespace {

static_assert(EPOLLIN == POLLIN && EPOLLOUT == POLLOUT && EPOLLPRI == POLLPRI &&
              EPOLLERR == POLLERR && EPOLLHUP == POLLHUP && EPOLLRDHUP == POLLRDHUP);

// The key under which the eventfd of wake() is registered; no registration has it.
constexpr registration_key wake_key = 0;

// More than the kernel takes in one call would be refused.
constexpr std::size_t most_at_once = std::numeric_limits<int>::max() / sizeof(epoll_event);

// What is reported takes six bits, so its meaning can be looked up.
constexpr std::uint32_t low_bits = EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLERR | EPOLLHUP;
constexpr std::uint32_t read_hangup_at = 32;
static_assert(low_bits < read_hangup_at);

std::array<readiness, 2 * read_hangup_at> make_meanings() noexcept {
    std::array<readiness, 2 * read_hangup_at> meanings;
    for (std::uint32_t bits = 0; bits < read_hangup_at; ++bits) {
        meanings[bits] = readiness_of(bits);
        meanings[bits + read_hangup_at] = readiness_of(bits | EPOLLRDHUP);
    }
    return meanings;
}

std::uint32_t epoll_bits_of(interest what, mode how) noexcept {
    std::uint32_t bits = poll_bits_of(what);
    if (how == mode::edge) bits |= static_cast<std::uint32_t>(EPOLLET);
    if (how == mode::one_shot) bits |= static_cast<std::uint32_t>(EPOLLONESHOT);
    return bits;
}

}  // namespace

struct selector::state {
    unique_source queue;
    unique_source wakes;  // an eventfd
    std::array<readiness, 2 * read_hangup_at> meanings = make_meanings();
    bool has_pwait2 = true;  // until the kernel says that it does not; the waiting thread's alone

    [[nodiscard]] readiness meaning_of(std::uint32_t reported) const noexcept {
        constexpr std::uint32_t shift = std::countr_zero(EPOLLRDHUP / read_hangup_at);
        return meanings[(reported & low_bits) | ((reported >> shift) & read_hangup_at)];
    }

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
        // What is not measured in microseconds is asked with the older call, which does less.
        const bool timed = timeout && *timeout > nanoseconds::zero();
        if (timed && has_pwait2) {
            const std::timespec spec = timespec_of(*timeout);
            const int count = ::epoll_pwait2(queue.get().fd, into, capacity, &spec, nullptr);
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
    // The kernel's records are not larger than ours, so it writes them to the end of the buffer, and from
    // the front each becomes one of ours: the record to be read next lies behind all that was written.
    static_assert(sizeof(epoll_event) <= sizeof(ready_source));
    into = into.first(std::min(into.size(), most_at_once));
    const std::span<std::byte> memory = std::as_writable_bytes(into);
    void* const records = memory.last(into.size() * sizeof(epoll_event)).data();
    if (timeout && *timeout > nanoseconds::zero()) lower_timer_slack();
    const int count =
        state_->wait(static_cast<epoll_event*>(records), static_cast<int>(into.size()), timeout);
    if (count < 0) {
        if (errno == EINTR) return std::size_t{0};
        return error::last_system_error();
    }
    const std::byte* next = static_cast<const std::byte*>(records);
    std::size_t filled = 0;
    for (int i = 0; i < count; ++i, next += sizeof(epoll_event)) {
        epoll_event e;  // NOLINT: filled by the next line
        std::memcpy(&e, next, sizeof e);
        if (e.data.u64 != wake_key) into[filled++] = {e.data.u64, state_->meaning_of(e.events)};
    }
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
