// Every descriptor is closed on exec and (but for the queue's own) non-blocking; any raw one can be
// waited for; none is lost.
#include "support.hpp"

#include "bounce/minimio/udp_socket.hpp"
#include "bounce/minimio/unix_datagram.hpp"
#include "bounce/minimio/unix_listener.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <set>

namespace bounce::minimio::testing {
namespace {

std::set<int> open_descriptors() {
    std::set<int> numbers;
    for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"})
        numbers.insert(std::stoi(entry.path().filename().string()));
    // The iteration had one of its own, which is closed now.
    std::erase_if(numbers, [](int fd) { return ::fcntl(fd, F_GETFD) < 0; });
    return numbers;
}

socket_address temporary_name(const char* name) {
    return must(socket_address::abstract("bounce-" + std::to_string(::getpid()) + "-" + name));
}

// One of everything that makes descriptors.
struct menagerie {
    queue q;
    tcp_pair tcp;
    udp_socket udp = must(udp_socket::bind(socket_address::loopback_ipv4(0)));
    unix_listener listener = must(unix_listener::bind(temporary_name("listener")));
    unix_stream client = must(unix_stream::connect(temporary_name("listener")));
    unix_stream server = must(listener.accept());
    std::pair<unix_stream, unix_stream> streams = must(unix_stream::pair());
    unix_datagram named = must(unix_datagram::bind(temporary_name("datagram")));
    unix_datagram unnamed = must(unix_datagram::unbound());
    std::pair<unix_datagram, unix_datagram> datagrams = must(unix_datagram::pair());
    pipe p = must(pipe::create());
    waker w = must(q.registry().make_waker(token{1}));
};

TEST(descriptors, are_closed_on_exec_from_the_start) {
    const std::set<int> before = open_descriptors();
    const menagerie all;
    int fresh = 0;
    for (int fd : open_descriptors()) {
        if (before.contains(fd)) continue;
        ++fresh;
        EXPECT_NE(::fcntl(fd, F_GETFD) & FD_CLOEXEC, 0)
            << std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd));
    }
    EXPECT_GE(fresh, 16);
}

TEST(descriptors, are_not_inherited_by_a_program) {
    const menagerie all;
    std::string inherited;
    FILE* listing = ::popen("ls -l /proc/self/fd", "r");
    ASSERT_NE(listing, nullptr);
    for (int c = std::fgetc(listing); c != EOF; c = std::fgetc(listing))
        inherited += static_cast<char>(c);
    ::pclose(listing);
    for (raw_source source : {all.tcp.server.source(), all.udp.source(), all.p.reader.source()}) {
        const auto name =
            std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(source.fd)).string();
        EXPECT_THAT(inherited, ::testing::Not(::testing::HasSubstr(name)));
    }
    EXPECT_THAT(inherited, ::testing::Not(::testing::HasSubstr("[eventpoll]")));
}

TEST(descriptors, of_sources_are_non_blocking) {
    const menagerie all;
    for (raw_source source :
         {all.tcp.listener.source(), all.tcp.client.source(), all.tcp.server.source(),
          all.udp.source(), all.listener.source(), all.client.source(), all.server.source(),
          all.streams.first.source(), all.streams.second.source(), all.named.source(),
          all.unnamed.source(), all.datagrams.first.source(), all.datagrams.second.source(),
          all.p.reader.source(), all.p.writer.source()})
        EXPECT_NE(::fcntl(source.fd, F_GETFL) & O_NONBLOCK, 0) << source.fd;
}

TEST(descriptors, are_all_given_back) {
    const std::set<int> before = open_descriptors();
    {
        const menagerie all;
    }
    EXPECT_EQ(open_descriptors(), before);
    {
        // The last handle gives the queue's own descriptors back.
        waker kept;
        {
            queue q;
            kept = must(q.registry().make_waker(token{1}));
        }
    }
    EXPECT_EQ(open_descriptors(), before);
}

TEST(descriptors, release_gives_them_away_and_from_raw_takes_them) {
    tcp_pair t;
    const raw_source raw = t.server.release();
    EXPECT_FALSE(t.server);
    EXPECT_FALSE(t.server.source().valid());
    ::fcntl(raw.fd, F_SETFL, 0);
    ::fcntl(raw.fd, F_SETFD, 0);
    tcp_stream again = must(tcp_stream::from_raw(raw));
    EXPECT_EQ(again.source(), raw);
    EXPECT_NE(::fcntl(raw.fd, F_GETFL) & O_NONBLOCK, 0);
    EXPECT_NE(::fcntl(raw.fd, F_GETFD) & FD_CLOEXEC, 0);
    EXPECT_EQ(again.peer_address(), must(t.client.local_address()));
    write_text(again, "x");
    EXPECT_EQ(read_something(t.client).text, "x");
}

TEST(descriptors, from_raw_refuses_what_does_not_fit_and_leaves_it_open) {
    pipe p = must(pipe::create());
    tcp_listener listener = must(tcp_listener::bind(socket_address::loopback_ipv4(0)));
    udp_socket udp = must(udp_socket::bind(socket_address::loopback_ipv4(0)));
    EXPECT_FAILS(tcp_stream::from_raw(p.reader.source()), std::errc::not_a_socket);
    EXPECT_FAILS(tcp_stream::from_raw(raw_source{}), std::errc::bad_file_descriptor);
    EXPECT_FAILS(tcp_stream::from_raw(listener.source()), std::errc::not_connected);
    EXPECT_FAILS(tcp_stream::from_raw(udp.source()), errc::invalid_argument);
    EXPECT_FAILS(tcp_listener::from_raw(udp.source()), errc::invalid_argument);
    EXPECT_FAILS(udp_socket::from_raw(listener.source()), errc::invalid_argument);
    EXPECT_FAILS(pipe_reader::from_raw(raw_source{}), std::errc::bad_file_descriptor);
    EXPECT_OK(listener.local_address());
    EXPECT_OK(udp.local_address());
    tcp_pair t;
    EXPECT_FAILS(tcp_listener::from_raw(t.client.source()), errc::invalid_argument);
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

}  // namespace
}  // namespace bounce::minimio::testing
