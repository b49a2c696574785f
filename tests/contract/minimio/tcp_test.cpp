// TCP streams and listeners.
#include "support.hpp"

#include <utility>

namespace bounce::minimio::testing {
namespace {

// An address where nobody listens: it was just given back.
socket_address free_address() {
    return must(must(tcp_listener::bind(socket_address::loopback_ipv4(0))).local_address());
}

TEST(tcp, a_connection_from_both_sides) {
    queue q;
    tcp_listener listener = must(tcp_listener::bind(socket_address::loopback_ipv4(0)));
    const socket_address at = must(listener.local_address());
    EXPECT_NE(at.port(), 0);
    const registration rl = q.add(listener.source(), 1, interest::readable);
    tcp_stream client = must(tcp_stream::connect(at));
    const registration rc = q.add(client.source(), 2, interest::writable);
    q.wait_for(2, readiness::writable);
    EXPECT_OK(client.connect_result());
    result<tcp_stream> server = listener.accept();
    while (!server && server.error() == errc::would_block) {
        q.wait();
        server = listener.accept();
    }
    EXPECT_OK(server);
    EXPECT_EQ(client.peer_address(), at);
    EXPECT_EQ(must(server->local_address()), at);
    EXPECT_EQ(server->peer_address(), must(client.local_address()));
    write_text(client, "ping");
    EXPECT_EQ(read_something(*server).text, "ping");
    write_text(*server, "pong");
    EXPECT_EQ(read_something(client).text, "pong");
    EXPECT_FAILS(listener.accept(), errc::would_block);
}

TEST(tcp, over_ipv6) {
    result<tcp_listener> bound = tcp_listener::bind(socket_address::loopback_ipv6(0));
    if (!bound) {
        // A machine without IPv6: then the error must name the address.
        EXPECT_THAT(bound.error().message(), ::testing::HasSubstr("[::1]:0"));
        return;
    }
    tcp_listener& listener = *bound;
    tcp_stream client = must(tcp_stream::connect(must(listener.local_address())));
    tcp_stream server = tcp_pair::accept_one(listener);
    EXPECT_EQ(server.peer_address().family(), address_family::ipv6);
    write_text(server, "six");
    EXPECT_EQ(read_something(client).text, "six");
    EXPECT_OK(client.set_ttl(33));
    EXPECT_EQ(must(client.ttl()), 33U);
}

TEST(tcp, a_refused_connection) {
    queue q;
    const socket_address at = free_address();
    result<tcp_stream> client = tcp_stream::connect(at);
    const std::string expected = "connect " + at.to_string() + ": Connection refused";
    if (!client) {  // some systems know at once
        EXPECT_EQ(client.error().message(), expected);
        return;
    }
    const registration r = q.add(client->source(), 1, interest::readable | interest::writable);
    const readiness seen = q.wait_for(1, readiness::writable);
    EXPECT_TRUE(seen.contains(readiness::readable | readiness::error));
    const result<void> outcome = client->connect_result();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error(), std::errc::connection_refused);
    EXPECT_EQ(outcome.error().message(), expected);
}

TEST(tcp, a_refusal_is_told_once) {
    queue q;
    result<tcp_stream> client = tcp_stream::connect(free_address());
    if (!client) return;  // some systems know at once
    const registration r = q.add(client->source(), 1, interest::writable);
    q.wait_for(1, readiness::writable);
    EXPECT_FAILS(client->connect_result(), std::errc::connection_refused);
    // After that there is just no connection.
    EXPECT_FAILS(client->connect_result(), std::errc::not_connected);
}

TEST(tcp, a_connect_that_is_under_way) {
    listen_options how;
    how.backlog = 1;
    const tcp_listener full = must(tcp_listener::bind(socket_address::loopback_ipv4(0), how));
    const socket_address at = must(full.local_address());
    // Two fit into the backlog of Linux; whoever comes later waits.
    std::vector<tcp_stream> clients;
    while (clients.size() < 8) clients.push_back(must(tcp_stream::connect(at)));
    EXPECT_FAILS(clients.back().connect_result(), errc::would_block);
    queue q;
    const registration r = q.add(clients.back().source(), 1, interest::writable);
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
}

TEST(tcp, from_a_chosen_local_address) {
    tcp_listener listener = must(tcp_listener::bind(socket_address::loopback_ipv4(0)));
    const socket_address from = socket_address::ipv4({127, 0, 0, 2}, 0);
    const tcp_stream client = must(tcp_stream::connect(must(listener.local_address()), from));
    const tcp_stream server = tcp_pair::accept_one(listener);
    EXPECT_THAT(server.peer_address().to_string(), ::testing::StartsWith("127.0.0.2:"));
}

TEST(tcp, reset_by_the_peer) {
    queue q;
    tcp_pair t;
    const registration r = q.add(t.client.source(), 1, interest::readable);
    EXPECT_OK(t.server.set_linger(0s));
    t.server.close();
    const readiness seen = q.wait_for(1, readiness::readable | readiness::error);
    EXPECT_TRUE(seen.contains(readiness::read_closed));
    const drained got = drain(t.client);
    ASSERT_TRUE(got.failure);
    EXPECT_EQ(*got.failure, std::errc::connection_reset);
    EXPECT_EQ(got.failure->message(),
              "read " + t.client.peer_address().to_string() + ": Connection reset by peer");
}

TEST(tcp, the_kept_error_is_taken_once) {
    queue q;
    tcp_pair t;
    const registration r = q.add(t.client.source(), 1, interest::readable);
    EXPECT_OK(t.client.take_error());
    EXPECT_OK(t.server.set_linger(0s));
    t.server.close();
    q.wait_for(1, readiness::error);
    EXPECT_FAILS(t.client.take_error(), std::errc::connection_reset);
    EXPECT_OK(t.client.take_error());
}

TEST(tcp, writing_after_the_peer_has_gone_is_an_error_and_no_signal) {
    tcp_pair t;
    t.server.close();
    // The first writes may still be taken; the reset that answers them ends it.
    result<std::size_t> written = t.client.write(as_bytes("x"));
    while (written) written = t.client.write(as_bytes("x"));
    EXPECT_TRUE(written.error() == std::errc::broken_pipe ||
                written.error() == std::errc::connection_reset)
        << written.error().message();
}

TEST(tcp, a_full_connection_would_block_until_the_peer_reads) {
    queue q;
    tcp_pair t;
    registration r = q.add(t.client.source(), 1, interest::writable);
    q.wait_for(1, readiness::writable);
    fill(t.client);
    EXPECT_OK(r.would_block(interest::writable));
    while (q.ready_now().empty()) drain(t.server);
    EXPECT_OK(t.client.write(as_bytes("x")));
}

TEST(tcp, shutdown_of_each_side) {
    tcp_pair t;
    EXPECT_OK(t.client.shutdown(shutdown_side::read));
    EXPECT_TRUE(drain(t.client).at_end);
    EXPECT_OK(t.server.shutdown(shutdown_side::both));
    EXPECT_FAILS(t.server.write(as_bytes("x")), std::errc::broken_pipe);
    const auto again = tcp_stream{}.shutdown(shutdown_side::write);
    EXPECT_FAILS(again, std::errc::bad_file_descriptor);
}

TEST(tcp, vectors) {
    tcp_pair t;
    std::vector<bytes_view> out;
    for (int i = 0; i < 100; ++i) out.push_back(as_bytes("abc"));
    const std::size_t written = must(t.client.writev(out));
    EXPECT_EQ(written, 3 * stream_socket::vectors_max);
    EXPECT_EQ(must(t.client.writev({})), 0U);
    std::string text;
    std::array<std::byte, 5> one{};
    std::array<std::byte, 700> two{};
    const std::array<bytes_span, 3> into{bytes_span{one}, bytes_span{}, bytes_span{two}};
    while (text.size() < written) {
        result<std::size_t> count = t.server.readv(into);
        if (!count) {
            ASSERT_EQ(count.error(), errc::would_block);
            continue;
        }
        text += as_text(bytes_view{one}.first(std::min<std::size_t>(*count, 5)));
        if (*count > 5) text += as_text(bytes_view{two}.first(*count - 5));
    }
    for (std::size_t i = 0; i < text.size(); ++i) ASSERT_EQ(text[i], "abc"[i % 3]);
}

TEST(tcp, peek_leaves_the_bytes) {
    tcp_pair t;
    write_text(t.client, "look");
    std::array<std::byte, 2> buffer{};
    result<std::size_t> count = t.server.peek(buffer);
    while (!count) count = t.server.peek(buffer);
    EXPECT_EQ(as_text(buffer), "lo");
    EXPECT_EQ(read_something(t.server).text, "look");
}

TEST(tcp, options) {
    tcp_pair t;
    EXPECT_OK(t.client.set_nodelay(true));
    EXPECT_TRUE(must(t.client.nodelay()));
    EXPECT_OK(t.client.set_nodelay(false));
    EXPECT_FALSE(must(t.client.nodelay()));
    EXPECT_OK(t.client.set_keepalive(30s));
    EXPECT_TRUE(must(t.client.keepalive()));
    EXPECT_OK(t.client.set_keepalive(std::nullopt));
    EXPECT_FALSE(must(t.client.keepalive()));
    EXPECT_OK(t.client.set_ttl(17));
    EXPECT_EQ(must(t.client.ttl()), 17U);
    EXPECT_FAILS(t.client.set_ttl(256), std::errc::invalid_argument);
    EXPECT_FAILS(t.client.set_ttl(0), std::errc::invalid_argument);
    EXPECT_FAILS(t.client.set_keepalive(0s), std::errc::invalid_argument);
    EXPECT_OK(t.client.set_linger(5s));
    EXPECT_OK(t.client.set_linger(std::nullopt));
    EXPECT_OK(t.client.set_receive_buffer_size(64 * 1024));
    EXPECT_GE(must(t.client.receive_buffer_size()), 64U * 1024);
    EXPECT_OK(t.client.set_send_buffer_size(64 * 1024));
    EXPECT_GE(must(t.client.send_buffer_size()), 64U * 1024);
}

TEST(tcp, an_address_in_use) {
    const tcp_listener first = must(tcp_listener::bind(socket_address::loopback_ipv4(0)));
    const socket_address at = must(first.local_address());
    const result<tcp_listener> second = tcp_listener::bind(at);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error(), std::errc::address_in_use);
    EXPECT_THAT(second.error().message(), ::testing::HasSubstr(at.to_string()));
}

TEST(tcp, two_listeners_share_a_port_if_both_ask) {
    listen_options how;
    how.reuse_port = true;
    const tcp_listener first = must(tcp_listener::bind(socket_address::loopback_ipv4(0), how));
    EXPECT_OK(tcp_listener::bind(must(first.local_address()), how));
}

TEST(tcp, the_addresses_of_unix_sockets_are_refused) {
    const socket_address path = must(socket_address::local("/tmp/x"));
    EXPECT_FAILS(tcp_listener::bind(path), errc::invalid_argument);
    const result<tcp_stream> connected = tcp_stream::connect(path);
    EXPECT_FAILS(connected, errc::invalid_argument);
    EXPECT_THAT(connected.error().message(), ::testing::HasSubstr("unix:/tmp/x"));
}

}  // namespace
}  // namespace bounce::minimio::testing
