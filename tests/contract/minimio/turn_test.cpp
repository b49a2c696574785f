// What happens to a registration while its event is on the way, and to sources that come late.
#include "support.hpp"

#include <thread>
#include <utility>

namespace bounce::minimio::testing {
namespace {

TEST(turn, a_late_source_is_not_starved_by_early_ones) {
    // Sixteen that are always ready, and a buffer for two: whoever comes last must have its turn within
    // one round.
    for (mode how : {mode::level, mode::edge}) {
        queue q;
        q.ready = events{2};
        std::vector<pipe> early;
        std::vector<registration> registrations;
        for (std::uint64_t i = 0; i < 16; ++i) {
            early.push_back(must(pipe::create()));
            write_text(early.back().writer, "x");
            registrations.push_back(
                q.add(early.back().reader.source(), i, interest::readable, mode::level));
        }
        for (int round = 0; round < 5; ++round) q.wait();
        pipe late = must(pipe::create());
        write_text(late.writer, "x");
        const registration r = q.add(late.reader.source(), 99, interest::readable, how);
        int waits = 0;
        for (bool told = false; !told; ++waits) {
            ASSERT_LT(waits, 18) << "a late source was kept out";
            for (std::uint64_t name : q.wait_tokens()) told = told || name == 99;
        }
    }
}

TEST(turn, removal_in_the_middle_of_a_round_skips_nobody_else) {
    queue q;
    q.ready = events{3};
    std::vector<pipe> pipes;
    std::vector<registration> registrations;
    for (std::uint64_t i = 0; i < 12; ++i) {
        pipes.push_back(must(pipe::create()));
        write_text(pipes.back().writer, "x");
        registrations.push_back(q.add(pipes.back().reader.source(), i, interest::readable));
    }
    // Whoever is seen goes, and takes the next one with it.
    std::array<bool, 12> removed{};
    std::array<bool, 12> seen{};
    const auto over = [&] {
        for (std::size_t i = 0; i < 12; ++i)
            if (!seen[i] && !removed[i]) return false;
        return true;
    };
    while (!over()) {
        must(q.waiter.wait(q.ready, std::nullopt));
        for (event e : q.ready) {
            const std::size_t i = e.token().value;
            EXPECT_FALSE(removed[i]) << "source " << i;
            EXPECT_FALSE(seen[i]) << "source " << i;
            seen[i] = true;
            for (std::size_t gone : {i, (i + 1) % 12})
                if (!std::exchange(removed[gone], true)) EXPECT_OK(registrations[gone].remove());
        }
    }
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
}

TEST(turn, changing_the_interest_before_the_wait_leaves_only_the_last_one) {
    queue q;
    auto [a, b] = local_pair();
    write_text(b, "x");
    registration r = q.add(a.source(), 1, interest::readable);
    EXPECT_OK(r.modify(interest::writable));
    EXPECT_OK(r.modify(interest::readable | interest::writable));
    EXPECT_OK(r.modify(interest::writable, mode::level));
    const std::vector<event> got = q.wait();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_TRUE(got[0].is_writable());
    EXPECT_FALSE(got[0].is_readable());
}

TEST(turn, a_one_shot_that_waits_for_both_is_one_event) {
    queue q;
    auto [a, b] = local_pair();
    write_text(b, "x");
    registration r = q.add(a.source(), 1, interest::readable | interest::writable, mode::one_shot);
    for (int round = 0; round < 5; ++round) {
        EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
        EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
        EXPECT_OK(r.modify(interest::readable | interest::writable));
    }
}

TEST(turn, a_one_shot_changed_to_the_other_direction_is_told_of_that) {
    queue q;
    auto [a, b] = local_pair();
    registration r = q.add(a.source(), 1, interest::readable, mode::one_shot);
    for (int round = 0; round < 10; ++round) {
        write_text(b, "x");
        EXPECT_OK(r.modify(interest::writable));
        std::vector<event> got = q.wait();
        ASSERT_EQ(got.size(), 1U);
        EXPECT_TRUE(got[0].is_writable());
        EXPECT_OK(r.modify(interest::readable));
        got = q.wait();
        ASSERT_EQ(got.size(), 1U);
        EXPECT_TRUE(got[0].is_readable());
    }
}

TEST(turn, a_source_in_two_directions_is_one_event) {
    queue q;
    auto [a, b] = local_pair();
    write_text(b, "x");
    const registration r =
        q.add(a.source(), 1, interest::readable | interest::writable, mode::level);
    for (int round = 0; round < 10; ++round)
        EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1)) << "each source at most once";
}

TEST(turn, a_connection_given_up_while_it_is_under_way) {
    tcp_listener listener = must(tcp_listener::bind(socket_address::loopback_ipv4(0)));
    queue q;
    for (int round = 0; round < 20; ++round) {
        tcp_stream client = must(tcp_stream::connect(must(listener.local_address())));
        registration r = q.add(client.source(), 1, interest::readable | interest::writable);
        EXPECT_OK(r.remove());
        client.close();
        EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    }
}

TEST(turn, a_full_backlog_empties_and_everybody_is_let_in) {
    listen_options how;
    how.backlog = 4;
    tcp_listener listener = must(tcp_listener::bind(socket_address::loopback_ipv4(0), how));
    const socket_address at = must(listener.local_address());
    queue q;
    registration rl = q.add(listener.source(), 100, interest::readable);
    std::vector<tcp_stream> clients;
    std::vector<registration> registrations;
    for (std::uint64_t i = 0; i < 4; ++i) {
        clients.push_back(must(tcp_stream::connect(at)));
        registrations.push_back(q.add(clients.back().source(), i, interest::writable));
    }
    std::vector<tcp_stream> accepted;
    std::vector<bool> connected(4);
    while (accepted.size() < 4 || std::ranges::count(connected, true) < 4)
        for (event e : q.wait()) {
            if (e.token().value < 4) {
                EXPECT_OK(clients[e.token().value].connect_result());
                connected[e.token().value] = true;
                continue;
            }
            result<tcp_stream> next = listener.accept();
            for (; next; next = listener.accept()) accepted.push_back(std::move(*next));
            EXPECT_EQ(next.error(), errc::would_block);
            EXPECT_OK(rl.would_block(interest::readable));
        }
}

TEST(turn, removal_while_another_thread_wakes_and_waits) {
    // A waker and a removal at the same moment: the wake arrives, the removed one does not.
    for (int round = 0; round < 200; ++round) {
        queue q;
        pipe p = must(pipe::create());
        const waker w = must(q.registry().make_waker(token{2}));
        registration r = q.add(p.reader.source(), 1, interest::readable, mode::level);
        std::jthread other{[&] {
            EXPECT_OK(r.remove());
            write_text(p.writer, "x");
            w.wake();
        }};
        EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(2));
    }
}

TEST(turn, bytes_written_before_the_registration_ends_still_arrive) {
    queue q;
    tcp_pair t;
    {
        const registration r = q.add(t.client.source(), 1, interest::writable);
        q.wait_for(1, readiness::writable);
        write_text(t.client, "last words");
    }
    t.client.close();
    const registration r = q.add(t.server.source(), 2, interest::readable);
    q.wait_for(2, readiness::readable);
    EXPECT_EQ(read_something(t.server).text, "last words");
}

}  // namespace
}  // namespace bounce::minimio::testing
