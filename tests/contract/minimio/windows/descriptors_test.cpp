// Child processes inherit no handle; none is lost; and what may be taken over.
#include "support.hpp"

#include "bounce/minimio/udp_socket.hpp"

#include <winsock2.h>

namespace bounce::minimio::testing {
namespace {

// One of everything that makes handles.
struct menagerie {
    queue q;
    tcp_pair tcp;
    udp_socket udp = must(udp_socket::bind(socket_address::loopback_ipv4(0)));
    pipe p = must(pipe::create());
    waker w = must(q.registry().make_waker(token{1}));
    registration r = q.add(tcp.client.source(), 2, interest::readable);
};

DWORD open_handles() {
    DWORD count = 0;
    ::GetProcessHandleCount(::GetCurrentProcess(), &count);
    return count;
}

bool is_inherited(raw_source source) {
    DWORD flags = 0;
    EXPECT_NE(::GetHandleInformation(reinterpret_cast<HANDLE>(source.fd), &flags), 0);
    return (flags & HANDLE_FLAG_INHERIT) != 0;
}

TEST(descriptors, are_not_inherited_by_a_program) {
    const menagerie all;
    for (raw_source source :
         {all.tcp.listener.source(), all.tcp.client.source(), all.tcp.server.source(),
          all.udp.source(), all.p.reader.source(), all.p.writer.source()})
        EXPECT_FALSE(is_inherited(source));
}

TEST(descriptors, are_all_given_back) {
    {
        const menagerie all;  // what the system opens for its own use, once
    }
    const DWORD before = open_handles();
    for (int round = 0; round < 20; ++round) const menagerie all;
    EXPECT_EQ(open_handles(), before);
}

TEST(descriptors, release_gives_them_away_and_from_raw_takes_them) {
    tcp_pair t;
    const raw_source raw = t.server.release();
    EXPECT_FALSE(t.server);
    EXPECT_FALSE(t.server.source().valid());
    u_long blocking = 0;
    ::ioctlsocket(static_cast<SOCKET>(raw.fd), static_cast<long>(FIONBIO), &blocking);
    ::SetHandleInformation(reinterpret_cast<HANDLE>(raw.fd), HANDLE_FLAG_INHERIT,
                           HANDLE_FLAG_INHERIT);
    tcp_stream again = must(tcp_stream::from_raw(raw));
    EXPECT_EQ(again.source(), raw);
    EXPECT_FALSE(is_inherited(raw));
    std::array<std::byte, 8> buffer{};
    EXPECT_FAILS(again.read(buffer), errc::would_block);
    EXPECT_EQ(again.peer_address(), must(t.client.local_address()));
    write_text(again, "x");
    EXPECT_EQ(read_something(t.client).text, "x");
}

TEST(descriptors, from_raw_refuses_what_does_not_fit_and_leaves_it_open) {
    tcp_listener listener = must(tcp_listener::bind(socket_address::loopback_ipv4(0)));
    udp_socket udp = must(udp_socket::bind(socket_address::loopback_ipv4(0)));
    EXPECT_FAILS(tcp_stream::from_raw(raw_source{}), std::errc::bad_file_descriptor);
    EXPECT_FAILS(tcp_stream::from_raw(listener.source()), std::errc::not_connected);
    EXPECT_FAILS(tcp_stream::from_raw(udp.source()), errc::invalid_argument);
    EXPECT_FAILS(tcp_listener::from_raw(udp.source()), errc::invalid_argument);
    EXPECT_FAILS(udp_socket::from_raw(listener.source()), errc::invalid_argument);
    EXPECT_FAILS(pipe_reader::from_raw(raw_source{}), std::errc::bad_file_descriptor);
    EXPECT_OK(listener.local_address());
    EXPECT_OK(udp.local_address());
    tcp_listener again = must(tcp_listener::from_raw(listener.release()));
    EXPECT_FAILS(again.accept(), errc::would_block);
}

TEST(descriptors, empty_sources_fail_politely) {
    tcp_stream none;
    EXPECT_FALSE(none);
    EXPECT_FAILS(none.write(as_bytes("x")), std::errc::bad_file_descriptor);
    EXPECT_FAILS(none.local_address(), std::errc::bad_file_descriptor);
    EXPECT_FAILS(tcp_listener{}.accept(), std::errc::bad_file_descriptor);
    none.close();
}

TEST(descriptors, a_handle_of_something_else_is_unsupported) {
    queue q;
    const HANDLE handle = ::CreateEventW(nullptr, FALSE, FALSE, nullptr);
    const raw_source event{reinterpret_cast<native_source>(handle)};
    EXPECT_FAILS(q.registry().add(event, token{1}, interest::readable), errc::unsupported);
    ::CloseHandle(handle);
}

}  // namespace
}  // namespace bounce::minimio::testing
