// Unix sockets: streams and messages, by path, by abstract name, and in pairs.
#include "support.hpp"

#include "bounce/minimio/unix_datagram.hpp"
#include "bounce/minimio/unix_listener.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>

namespace bounce::minimio::testing {
namespace {

class temporary_folder {
public:
    temporary_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "bounce-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~temporary_folder() { std::filesystem::remove_all(path_); }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    [[nodiscard]] socket_address at(const char* name) const {
        return must(socket_address::local((path_ / name).string()));
    }

private:
    std::filesystem::path path_;
};

TEST(unix_stream, over_a_path) {
    queue q;
    const temporary_folder folder;
    const socket_address at = folder.at("listener");
    unix_listener listener = must(unix_listener::bind(at));
    EXPECT_EQ(must(listener.local_address()), at);
    const registration r = q.add(listener.source(), 1, interest::readable);
    EXPECT_FAILS(listener.accept(), errc::would_block);
    unix_stream client = must(unix_stream::connect(at));
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    unix_stream server = must(listener.accept());
    EXPECT_EQ(client.peer_address(), at);
    EXPECT_TRUE(server.peer_address().is_unnamed());
    write_text(client, "over a path");
    EXPECT_EQ(drain(server).text, "over a path");
}

TEST(unix_stream, over_an_abstract_name) {
    const socket_address at =
        must(socket_address::abstract("bounce-test-" + std::to_string(::getpid())));
    unix_listener listener = must(unix_listener::bind(at));
    EXPECT_EQ(must(listener.local_address()), at);
    unix_stream client = must(unix_stream::connect(at));
    unix_stream server = must(listener.accept());
    write_text(server, "from the void");
    EXPECT_EQ(drain(client).text, "from the void");
}

TEST(unix_stream, the_longest_path) {
    const temporary_folder folder;
    const std::string start = folder.at("").local_name();
    const std::string longest =
        start + std::string(socket_address::local_name_max - start.size(), 'x');
    const socket_address at = must(socket_address::local(longest));
    unix_listener listener = must(unix_listener::bind(at));
    EXPECT_EQ(must(listener.local_address()), at);
    EXPECT_OK(unix_stream::connect(at));
    EXPECT_FAILS(socket_address::local(longest + 'x'), errc::limit_exceeded);
}

TEST(unix_stream, nobody_there) {
    const temporary_folder folder;
    const socket_address at = folder.at("nobody");
    const result<unix_stream> missing = unix_stream::connect(at);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().message(),
              "connect " + at.to_string() + ": No such file or directory");
    {
        const unix_listener gone = must(unix_listener::bind(at));
    }
    EXPECT_FAILS(unix_stream::connect(at), std::errc::connection_refused);
    const result<unix_listener> taken = unix_listener::bind(at);
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().message(), "bind " + at.to_string() + ": Address already in use");
}

TEST(unix_stream, a_full_backlog_would_block) {
    const temporary_folder folder;
    const socket_address at = folder.at("busy");
    listen_options how;
    how.backlog = 1;
    const unix_listener listener = must(unix_listener::bind(at, how));
    std::vector<unix_stream> clients;
    result<unix_stream> next = unix_stream::connect(at);
    for (; next && clients.size() < 10; next = unix_stream::connect(at))
        clients.push_back(std::move(*next));
    EXPECT_FAILS(next, errc::would_block);
}

TEST(unix_stream, ip_addresses_are_refused) {
    EXPECT_FAILS(unix_stream::connect(socket_address::loopback_ipv4(1)), errc::invalid_argument);
    EXPECT_FAILS(unix_listener::bind(socket_address::loopback_ipv4(1)), errc::invalid_argument);
    EXPECT_FAILS(unix_listener::bind(socket_address::unnamed()), errc::invalid_argument);
}

TEST(unix_stream, from_raw) {
    auto [a, b] = local_pair();
    unix_stream again = must(unix_stream::from_raw(a.release()));
    write_text(again, "x");
    EXPECT_EQ(drain(b).text, "x");
    b.close();
    EXPECT_FAILS(again.write(as_bytes("x")), std::errc::broken_pipe);
}

TEST(unix_datagram, messages_in_both_directions) {
    const temporary_folder folder;
    unix_datagram a = must(unix_datagram::bind(folder.at("a")));
    unix_datagram b = must(unix_datagram::bind(folder.at("b")));
    must(a.send_to(as_bytes("one"), folder.at("b")));
    must(a.send_to(as_bytes("two"), folder.at("b")));
    std::array<std::byte, 16> buffer{};
    const received got = must(b.receive_from(buffer));
    EXPECT_EQ(as_text(bytes_view{buffer}.first(got.size)), "one");
    EXPECT_EQ(got.from, folder.at("a"));
    must(b.receive_from(buffer));
    EXPECT_FAILS(b.receive_from(buffer), errc::would_block);
    unix_datagram nameless = must(unix_datagram::unbound());
    must(nameless.send_to(as_bytes("three"), folder.at("b")));
    EXPECT_TRUE(must(b.receive_from(buffer)).from.is_unnamed());
}

TEST(unix_datagram, a_full_receiver_would_block_and_then_has_room) {
    queue q;
    auto [a, b] = must(unix_datagram::pair());
    registration r = q.add(a.source(), 1, interest::writable);
    q.wait_for(1, readiness::writable);
    const std::vector<std::byte> block(1024);
    result<std::size_t> sent = a.send(block);
    while (sent) sent = a.send(block);
    EXPECT_EQ(sent.error(), errc::would_block);
    EXPECT_OK(r.would_block(interest::writable));
    std::array<std::byte, 2048> buffer{};
    while (b.receive(buffer)) {
    }
    q.wait_for(1, readiness::writable);
    EXPECT_OK(a.send(block));
}

TEST(unix_datagram, nobody_there) {
    const temporary_folder folder;
    unix_datagram a = must(unix_datagram::unbound());
    const auto sent = a.send_to(as_bytes("x"), folder.at("nobody"));
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().message(),
              "send to " + folder.at("nobody").to_string() + ": No such file or directory");
}

}  // namespace
}  // namespace bounce::minimio::testing
