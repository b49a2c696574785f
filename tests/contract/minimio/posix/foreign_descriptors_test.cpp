// Descriptors that minimio did not make, and a process that has none left.
#include "support.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace bounce::minimio::testing {
namespace {

TEST(pipe, from_raw_descriptors) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    pipe_reader reader = must(pipe_reader::from_raw(ends[0]));
    pipe_writer writer = must(pipe_writer::from_raw(ends[1]));
    EXPECT_EQ(drain(reader).failure, errc::would_block);
    write_text(writer, "raw");
    EXPECT_EQ(drain(reader).text, "raw");
    const raw_source given = writer.release();
    EXPECT_FALSE(writer);
    ::close(given.fd);
    EXPECT_TRUE(drain(reader).at_end);
}

TEST(registration, files_and_directories_are_refused) {
    queue q;
    for (const char* path : {"/proc/self/exe", "/tmp"}) {
        const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
        ASSERT_GE(fd, 0);
        const auto added = q.registry().add(fd, token{1}, interest::readable);
        EXPECT_FAILS(added, errc::unsupported);
        EXPECT_THAT(added.error().message(),
                    ::testing::HasSubstr("descriptor " + std::to_string(fd)));
        ::close(fd);
    }
}

TEST(tcp, accept_without_descriptors_says_so_and_keeps_the_connection) {
    tcp_listener listener = must(tcp_listener::bind(socket_address::loopback_ipv4(0)));
    const socket_address at = must(listener.local_address());
    const tcp_stream client = must(tcp_stream::connect(at));
    queue q;
    const registration r = q.add(listener.source(), 1, interest::readable, mode::level);
    q.wait();

    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const int lowest_free = ::dup(client.source().fd);
    ::close(lowest_free);
    rlimit none = before;
    none.rlim_cur = static_cast<rlim_t>(lowest_free);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    const result<tcp_stream> refused = listener.accept();
    const result<tcp_stream> connected = tcp_stream::connect(at);
    const result<poll> queue_refused = poll::create();
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), std::errc::too_many_files_open);
    EXPECT_EQ(refused.error().message(), "accept on " + at.to_string() + ": Too many open files");
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().message(),
              "connect " + at.to_string() + ": open a socket: Too many open files");
    EXPECT_FAILS(queue_refused, std::errc::too_many_files_open);
    EXPECT_OK(listener.accept());
}

}  // namespace
}  // namespace bounce::minimio::testing
