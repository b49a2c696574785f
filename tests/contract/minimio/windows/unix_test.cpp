// Of Unix sockets Windows has streams with a path, from Windows 10 (1803) on; Wine 8 has none.
#include "support.hpp"

#include "bounce/minimio/unix_datagram.hpp"
#include "bounce/minimio/unix_listener.hpp"

#include <windows.h>

#include <filesystem>

namespace bounce::minimio::testing {
namespace {

TEST(unix_stream, over_a_path_or_unsupported) {
    const auto path = std::filesystem::temp_directory_path() /
                      ("bounce-" + std::to_string(::GetCurrentProcessId()));
    const socket_address at = must(socket_address::local(path.string()));
    result<unix_listener> listener = unix_listener::bind(at);
    if (!listener) {
        EXPECT_FAILS(listener, errc::unsupported);
        EXPECT_FAILS(unix_stream::connect(at), errc::unsupported);
        EXPECT_THAT(listener.error().message(), ::testing::HasSubstr(at.to_string()));
        return;
    }
    unix_stream client = must(unix_stream::connect(at));
    unix_stream server = must(listener->accept());
    write_text(client, "over a path");
    EXPECT_EQ(read_something(server).text, "over a path");
    listener->close();
    std::filesystem::remove(path);
}

TEST(unix_stream, pairs_and_abstract_names_are_unsupported) {
    EXPECT_FAILS(unix_stream::pair(), errc::unsupported);
    const socket_address name = must(socket_address::abstract("bounce"));
    EXPECT_FAILS(unix_listener::bind(name), errc::unsupported);
    EXPECT_FAILS(unix_stream::connect(name), errc::unsupported);
}

TEST(unix_stream, ip_addresses_are_refused) {
    EXPECT_FAILS(unix_stream::connect(socket_address::loopback_ipv4(1)), errc::invalid_argument);
    EXPECT_FAILS(unix_listener::bind(socket_address::loopback_ipv4(1)), errc::invalid_argument);
}

TEST(unix_datagram, is_unsupported) {
    EXPECT_FAILS(unix_datagram::unbound(), errc::unsupported);
    EXPECT_FAILS(unix_datagram::pair(), errc::unsupported);
    EXPECT_FAILS(unix_datagram::bind(must(socket_address::local("x"))), errc::unsupported);
}

}  // namespace
}  // namespace bounce::minimio::testing
