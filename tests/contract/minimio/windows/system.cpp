#include "system.hpp"

#include <winsock2.h>

namespace bounce::minimio::testing {

namespace {

bool is_wine() {
    return ::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr;
}

}  // namespace

std::vector<left_out> left_out_here() {
    std::vector<left_out> all{
        {"tcp.two_listeners_share_a_port_if_both_ask", "Windows has no SO_REUSEPORT"},
        {"udp.two_sockets_share_a_port_if_both_ask", "Windows has no SO_REUSEPORT"},
        {"udp.a_port_where_nobody_listens_is_told_later",
         "Windows tells it to the next receive, and not as an event"},
        {"tcp.the_kept_error_is_taken_once", "Windows keeps no error of a connection in SO_ERROR"},
        {"hang_up.half_close_is_readable_and_read_closed",
         "read_closed comes after the bytes before it were read, which a back end may choose"},
    };
    if (!is_wine()) return all;
    all.push_back({"udp.a_multicast_group_over_loopback", "Wine knows no interface by its number"});
    all.push_back({"tcp.a_refusal_is_told_once", "Wine keeps SO_ERROR after it was read"});
    all.push_back({"tcp.reset_by_the_peer",
                   "Wine takes the error of a reset itself, and the program reads the end"});
    return all;
}

raw_source duplicate(raw_source of) {
    WSAPROTOCOL_INFOW about{};
    ::WSADuplicateSocketW(static_cast<SOCKET>(of.fd), ::GetCurrentProcessId(), &about);
    const SOCKET twin = ::WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                                     &about, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
    return raw_source{static_cast<native_source>(twin)};
}

// Handles are limited by memory alone.
std::size_t raise_descriptor_limit() { return 100'000; }

}  // namespace bounce::minimio::testing
