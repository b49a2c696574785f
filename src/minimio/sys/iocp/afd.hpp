#pragma once

#include "minimio/key.hpp"

#include "bounce/base/result.hpp"

#include <winsock2.h>
#include <winternl.h>

namespace bounce::minimio::sys::afd {

// The driver under Winsock (\Device\Afd) can be asked to tell when a socket becomes ready: one request
// for one socket, answered once, on the completion port that the driver's handle belongs to. This is
// what select() and WSAPoll() are made of. Microsoft documents the calls (winternl.h), but not the
// request; its form has been the same since Windows 2000.

// What may be asked and is told, as bits.
enum : ULONG {
    receive = 0x001,            // data
    receive_expedited = 0x002,  // out-of-band data
    send = 0x004,               // room, or an attempt to connect has succeeded
    disconnect = 0x008,         // the peer will send no more
    abort = 0x010,              // the connection was reset
    local_close = 0x020,        // the last handle of the socket was closed
    accept = 0x080,             // a connection to accept
    connect_fail = 0x100,       // an attempt to connect has failed
};

struct socket_events {
    HANDLE socket;
    ULONG events;
    NTSTATUS status;
};

struct poll_info {
    LARGE_INTEGER timeout;
    ULONG socket_count;
    ULONG exclusive;
    socket_events socket;
};

// One request and its answer. The kernel writes to it until its completion was taken from the port.
struct request {
    IO_STATUS_BLOCK status{};
    poll_info info{};
    detail::registration_key key = 0;
    HANDLE device = nullptr;
    ULONG asked = 0;
    request* next_free = nullptr;
};

inline constexpr NTSTATUS success = 0;
inline constexpr NTSTATUS timeout = 0x102;
inline constexpr NTSTATUS pending = 0x103;
inline constexpr auto cancelled = static_cast<NTSTATUS>(0xC0000120);

// What the port gives: a request (or null: a wake) and how it ended.
struct completion {
    void* key;
    request* which;
    IO_STATUS_BLOCK status;
};

// A handle of the driver whose completions go to `port`.
[[nodiscard]] result<HANDLE> open_device(HANDLE port);

// Asks for `events` of a socket; the answer comes through the port, also if it is known at once.
// `r.device` is set. An error: nothing was asked.
[[nodiscard]] result<void> ask(request& r, HANDLE socket, ULONG events);

// Ends a request before its time; its completion comes as usual.
void cancel(request& r) noexcept;

// Takes up to `capacity` completions from the port and gives their number; waits in steps of 100 ns, for
// ever with null.
[[nodiscard]] NTSTATUS take(HANDLE port, completion* into, ULONG capacity, ULONG& count,
                            const LARGE_INTEGER* relative) noexcept;

// The error for what ntdll says.
[[nodiscard]] error error_of(NTSTATUS status) noexcept;

}  // namespace bounce::minimio::sys::afd
