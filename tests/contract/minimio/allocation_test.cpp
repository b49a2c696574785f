// What must not allocate: waiting, would_block, and operations that succeed.
#include "allocations.hpp"
#include "support.hpp"

#include "bounce/minimio/udp_socket.hpp"

namespace bounce::minimio::testing {
namespace {

TEST(allocation, the_hook_counts) {
    EXPECT_EQ(allocations::made_by([] { EXPECT_EQ(std::string(1000, 'x').size(), 1000U); }), 1U);
}

TEST(allocation, none_for_would_block) {
    tcp_pair t;
    pipe p = must(pipe::create());
    udp_socket udp = must(udp_socket::bind(socket_address::loopback_ipv4(0)));
    std::array<std::byte, 16> buffer{};
    EXPECT_EQ(allocations::made_by([&] {
                  EXPECT_EQ(t.server.read(buffer).error(), errc::would_block);
                  EXPECT_EQ(t.listener.accept().error(), errc::would_block);
                  EXPECT_EQ(p.reader.read(buffer).error(), errc::would_block);
                  EXPECT_EQ(udp.receive_from(buffer).error(), errc::would_block);
              }),
              0U);
    EXPECT_EQ(t.server.read(buffer).error().context(), "");
}

TEST(allocation, none_for_operations_that_succeed) {
    tcp_pair t;
    udp_socket udp = must(udp_socket::bind(socket_address::loopback_ipv4(0)));
    const socket_address at = must(udp.local_address());
    tcp_stream second = must(tcp_stream::connect(must(t.listener.local_address())));
    std::array<std::byte, 16> buffer{};
    const std::array<bytes_span, 2> into{bytes_span{buffer}.first(8), bytes_span{buffer}.last(8)};
    const std::array<bytes_view, 2> from{as_bytes("x"), as_bytes("y")};
    const auto expect_none = [](std::size_t count) { EXPECT_EQ(count, 0U); };
    expect_none(allocations::made_by([&] { must(t.client.write(as_bytes("xy"))); }));
    expect_none(allocations::made_by([&] { must(t.client.writev(from)); }));
    EXPECT_EQ(read_something(t.server).text, "xyxy");
    must(t.client.write(as_bytes("xy")));
    expect_none(allocations::made_by([&] { must(t.server.readv(into)); }));
    expect_none(allocations::made_by([&] { must(udp.send_to(as_bytes("x"), at)); }));
    expect_none(allocations::made_by([&] { must(udp.receive_from(buffer)); }));
    expect_none(allocations::made_by([&] { must(t.listener.accept()); }));
    expect_none(allocations::made_by([&] { must(t.client.take_error()); }));
}

TEST(allocation, none_for_waiting_waking_and_re_arming) {
    queue q;
    pipe p = must(pipe::create());
    registration r = q.add(p.reader.source(), 1, interest::readable);
    const waker w = must(q.registry().make_waker(token{2}));
    must(q.waiter.wait(q.ready, 0ns));
    std::size_t events_seen = 0;
    std::array<std::byte, 16> buffer{};
    EXPECT_EQ(allocations::made_by([&] {
                  for (int round = 0; round < 10; ++round) {
                      must(p.writer.write(as_bytes("x")));
                      w.wake();
                      while (p.reader.read(buffer)) {
                      }
                      must(r.would_block(interest::readable));
                      must(p.writer.write(as_bytes("x")));
                      must(q.waiter.wait(q.ready, 1ms));
                      for (event e : q.ready) events_seen += e.is_readable() ? 1U : 0U;
                      must(r.modify(interest::readable));
                  }
              }),
              0U);
    EXPECT_EQ(events_seen, 20U);
}

TEST(allocation, a_failed_operation_says_what_failed_on_what) {
    tcp_pair t;
    EXPECT_OK(t.client.shutdown(shutdown_side::write));
    const auto written = t.client.write(as_bytes("x"));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().message(),
              "write " + t.client.peer_address().to_string() + ": Broken pipe");
}

}  // namespace
}  // namespace bounce::minimio::testing
