#pragma once

#include "minimio/key.hpp"
#include "minimio/sys/posix/descriptor.hpp"

#include <sys/event.h>

#include <bit>
#include <ctime>
#include <span>

namespace bounce::minimio::sys {

// The members of a kevent have other types on each system; these are the ones of this system.
using kevent_record = struct kevent;
using kevent_ident = decltype(kevent_record::ident);
using kevent_filter = decltype(kevent_record::filter);
using kevent_flags = decltype(kevent_record::flags);
using kevent_hints = decltype(kevent_record::fflags);
using kevent_name = decltype(kevent_record::udata);

template <class Count>
Count count_in(int (*)(int, const kevent_record*, Count, kevent_record*, Count, const timespec*));
using kevent_count = decltype(count_in(::kevent));

static_assert(sizeof(kevent_name) == sizeof(detail::registration_key),
              "a key travels through the kernel in udata: 64-bit systems only");

// A filter of kqueue: what it looks at, and which of that.
struct kevent_kind {
    kevent_filter filter{};
    kevent_hints hints{};
};

// One line of a change list. `flags` and the EV_ constants are of different types everywhere.
template <class Ident, class Flags>
[[nodiscard]] kevent_record change_of(Ident ident, kevent_kind kind, Flags flags,
                                      detail::registration_key key) noexcept {
    kevent_record change{};
    change.ident = static_cast<kevent_ident>(ident);
    change.filter = kind.filter;
    change.flags = static_cast<kevent_flags>(flags);
    change.fflags = kind.hints;
    change.udata = std::bit_cast<kevent_name>(key);
    return change;
}

[[nodiscard]] inline detail::registration_key key_of(const kevent_record& reported) noexcept {
    return std::bit_cast<detail::registration_key>(reported.udata);
}

// The system call with spans.
[[nodiscard]] inline int call_kevent(int queue, std::span<const kevent_record> changes,
                                     std::span<kevent_record> into,
                                     const timespec* timeout) noexcept {
    return ::kevent(queue, changes.data(), static_cast<kevent_count>(changes.size()), into.data(),
                    static_cast<kevent_count>(into.size()), timeout);
}

// Makes one change, for which no receipt is needed. False with errno if it was refused.
[[nodiscard]] inline bool make_change(int queue, const kevent_record& change) noexcept {
    return uninterrupted([&] { return call_kevent(queue, {&change, 1}, {}, nullptr); }) == 0;
}

}  // namespace bounce::minimio::sys
