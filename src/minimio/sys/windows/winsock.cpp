#include "minimio/sys/windows/winsock.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace bounce::minimio::sys {

namespace {

struct known_code {
    int code;
    std::errc meaning;
    const char* words;
};

constexpr std::array known_codes{
    known_code{ERROR_INVALID_HANDLE, std::errc::bad_file_descriptor, "Bad file descriptor"},
    known_code{WSAEINTR, std::errc::interrupted, "Interrupted system call"},
    known_code{WSAEBADF, std::errc::bad_file_descriptor, "Bad file descriptor"},
    known_code{WSAEACCES, std::errc::permission_denied, "Permission denied"},
    known_code{WSAEFAULT, std::errc::bad_address, "Bad address"},
    known_code{WSAEINVAL, std::errc::invalid_argument, "Invalid argument"},
    known_code{WSAEMFILE, std::errc::too_many_files_open, "Too many open files"},
    known_code{WSAEWOULDBLOCK, std::errc::operation_would_block, "Operation would block"},
    known_code{WSAEINPROGRESS, std::errc::operation_in_progress, "Operation now in progress"},
    known_code{WSAEALREADY, std::errc::connection_already_in_progress,
               "Operation already in progress"},
    known_code{WSAENOTSOCK, std::errc::not_a_socket, "Socket operation on non-socket"},
    known_code{WSAEDESTADDRREQ, std::errc::destination_address_required,
               "Destination address required"},
    known_code{WSAEMSGSIZE, std::errc::message_size, "Message too long"},
    known_code{WSAEPROTOTYPE, std::errc::wrong_protocol_type, "Protocol wrong type for socket"},
    known_code{WSAENOPROTOOPT, std::errc::no_protocol_option, "Protocol not available"},
    known_code{WSAEPROTONOSUPPORT, std::errc::protocol_not_supported, "Protocol not supported"},
    known_code{WSAEOPNOTSUPP, std::errc::operation_not_supported, "Operation not supported"},
    known_code{WSAEAFNOSUPPORT, std::errc::address_family_not_supported,
               "Address family not supported by protocol"},
    known_code{WSAEADDRINUSE, std::errc::address_in_use, "Address already in use"},
    known_code{WSAEADDRNOTAVAIL, std::errc::address_not_available,
               "Cannot assign requested address"},
    known_code{WSAENETDOWN, std::errc::network_down, "Network is down"},
    known_code{WSAENETUNREACH, std::errc::network_unreachable, "Network is unreachable"},
    known_code{WSAENETRESET, std::errc::network_reset, "Network dropped connection on reset"},
    known_code{WSAECONNABORTED, std::errc::connection_aborted, "Software caused connection abort"},
    known_code{WSAECONNRESET, std::errc::connection_reset, "Connection reset by peer"},
    known_code{WSAENOBUFS, std::errc::no_buffer_space, "No buffer space available"},
    known_code{WSAEISCONN, std::errc::already_connected, "Transport endpoint is already connected"},
    known_code{WSAENOTCONN, std::errc::not_connected, "Transport endpoint is not connected"},
    // What POSIX calls EPIPE.
    known_code{WSAESHUTDOWN, std::errc::broken_pipe, "Broken pipe"},
    known_code{WSAETIMEDOUT, std::errc::timed_out, "Connection timed out"},
    known_code{WSAECONNREFUSED, std::errc::connection_refused, "Connection refused"},
    known_code{WSAEHOSTUNREACH, std::errc::host_unreachable, "No route to host"},
};

const known_code* find(int code) noexcept {
    const auto* at = std::ranges::find(known_codes, code, &known_code::code);
    return at == known_codes.end() ? nullptr : at;
}

class category final : public std::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "winsock"; }

    [[nodiscard]] std::string message(int value) const override {
        if (const known_code* known = find(value)) return known->words;
        return std::system_category().message(value);
    }

    [[nodiscard]] std::error_condition default_error_condition(int value) const noexcept override {
        if (const known_code* known = find(value)) return known->meaning;
        return std::system_category().default_error_condition(value);
    }
};

}  // namespace

const std::error_category& winsock_category() noexcept {
    static const category instance;
    return instance;
}

error last_socket_error() noexcept { return {::WSAGetLastError(), winsock_category()}; }

result<void> start_winsock() noexcept {
    static const int failure = [] {
        WSADATA about{};
        return ::WSAStartup(MAKEWORD(2, 2), &about);
    }();
    if (failure == 0) return {};
    return error{failure, winsock_category()};
}

}  // namespace bounce::minimio::sys
