// UDP sockets.
#include "support.hpp"

#include "bounce/minimio/udp_socket.hpp"

namespace bounce::minimio::testing {
namespace {

udp_socket bound() { return must(udp_socket::bind(socket_address::loopback_ipv4(0))); }

std::string receive_text(udp_socket& from, std::size_t room = 100) {
    std::vector<std::byte> buffer(room);
    const received got = must(from.receive_from(buffer));
    return std::string{as_text(bytes_view{buffer}.first(got.size))};
}

TEST(udp, messages_with_their_sender) {
    queue q;
    udp_socket a = bound();
    udp_socket b = bound();
    const registration r = q.add(b.source(), 1, interest::readable);
    EXPECT_EQ(must(a.send_to(as_bytes("hello"), must(b.local_address()))), 5U);
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    std::array<std::byte, 100> buffer{};
    const received got = must(b.receive_from(buffer));
    EXPECT_EQ(as_text(bytes_view{buffer}.first(got.size)), "hello");
    EXPECT_EQ(got.from, must(a.local_address()));
    EXPECT_FALSE(got.truncated);
    EXPECT_FAILS(b.receive_from(buffer), errc::would_block);
}

TEST(udp, empty_and_truncated_messages) {
    udp_socket a = bound();
    udp_socket b = bound();
    const socket_address to = must(b.local_address());
    EXPECT_EQ(must(a.send_to({}, to)), 0U);
    EXPECT_EQ(must(a.send_to(as_bytes("too long"), to)), 8U);
    std::array<std::byte, 3> buffer{};
    received got = must(b.receive_from(buffer));
    EXPECT_EQ(got.size, 0U);
    EXPECT_FALSE(got.truncated);
    got = must(b.receive_from(buffer));
    EXPECT_EQ(got.size, 3U);
    EXPECT_TRUE(got.truncated);
    EXPECT_EQ(as_text(buffer), "too");
    EXPECT_FAILS(b.receive_from(buffer), errc::would_block);
}

TEST(udp, a_message_that_is_too_long) {
    udp_socket a = bound();
    const socket_address to = must(a.local_address());
    const std::vector<std::byte> huge(70'000);
    const auto sent = a.send_to(huge, to);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().message(), "send to " + to.to_string() + ": Message too long");
}

TEST(udp, connected_sockets_hear_only_their_peer) {
    udp_socket a = bound();
    udp_socket b = bound();
    udp_socket stranger = bound();
    EXPECT_FAILS(a.peer_address(), std::errc::not_connected);
    EXPECT_OK(a.connect(must(b.local_address())));
    EXPECT_EQ(must(a.peer_address()), must(b.local_address()));
    EXPECT_EQ(must(a.send(as_bytes("to b"))), 4U);
    EXPECT_EQ(receive_text(b), "to b");
    must(stranger.send_to(as_bytes("psst"), must(a.local_address())));
    must(b.send_to(as_bytes("back"), must(a.local_address())));
    std::array<std::byte, 16> buffer{};
    EXPECT_EQ(as_text(bytes_view{buffer}.first(must(a.receive(buffer)))), "back");
    EXPECT_FAILS(a.receive(buffer), errc::would_block);
}

TEST(udp, a_port_where_nobody_listens_is_told_later) {
    queue q;
    udp_socket a = bound();
    const socket_address nobody = must(bound().local_address());
    EXPECT_OK(a.connect(nobody));
    const registration r = q.add(a.source(), 1, interest::readable);
    EXPECT_OK(a.send(as_bytes("anyone?")));
    EXPECT_TRUE(q.wait_for(1, readiness::error).contains(readiness::readable));
    EXPECT_FAILS(a.take_error(), std::errc::connection_refused);
}

TEST(udp, an_address_in_use) {
    const udp_socket first = bound();
    EXPECT_FAILS(udp_socket::bind(must(first.local_address())), std::errc::address_in_use);
}

TEST(udp, two_sockets_share_a_port_if_both_ask) {
    listen_options how;
    how.reuse_port = true;
    const udp_socket shared = must(udp_socket::bind(socket_address::loopback_ipv4(0), how));
    EXPECT_OK(udp_socket::bind(must(shared.local_address()), how));
}

TEST(udp, options) {
    udp_socket a = bound();
    EXPECT_OK(a.set_ttl(9));
    EXPECT_EQ(must(a.ttl()), 9U);
    EXPECT_OK(a.set_broadcast(true));
    EXPECT_OK(a.set_receive_buffer_size(32 * 1024));
    EXPECT_GE(must(a.receive_buffer_size()), 32U * 1024);
}

TEST(udp, what_is_no_multicast_group_is_refused_by_name) {
    udp_socket a = bound();
    const result<void> joined = a.join_multicast(socket_address::loopback_ipv4(0));
    ASSERT_FALSE(joined);
    EXPECT_THAT(joined.error().message(),
                ::testing::StartsWith("join multicast group 127.0.0.1:0"));
}

TEST(udp, a_multicast_group_over_loopback) {
    constexpr std::uint32_t loopback_index = 1;
    const socket_address group = must(socket_address::parse_ip("239.255.77.77", 0));
    udp_socket a = must(udp_socket::bind(socket_address::any_ipv4(0)));
    EXPECT_OK(a.join_multicast(group, loopback_index));
    EXPECT_FAILS(a.join_multicast(group, loopback_index), std::errc::address_in_use);
    EXPECT_OK(a.leave_multicast(group, loopback_index));
    EXPECT_FAILS(a.leave_multicast(group, loopback_index), std::errc::address_not_available);
}

}  // namespace
}  // namespace bounce::minimio::testing
