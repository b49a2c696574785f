// After remove, nothing of that source is seen again: not by a later wait, not in a buffer that was
// filled before, not under the name of whatever got the same descriptor or the same slot.
#include "support.hpp"

#include <utility>

namespace bounce::minimio::testing {
namespace {

TEST(stale_event, a_removed_source_is_not_reported_by_later_waits) {
    queue q;
    pipe p = must(pipe::create());
    registration r = q.add(p.reader.source(), 1, interest::readable, mode::level);
    write_text(p.writer, "x");
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    EXPECT_OK(r.remove());
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
}

TEST(stale_event, a_removed_source_is_not_read_from_a_filled_buffer) {
    queue q;
    pipe p = must(pipe::create());
    registration r = q.add(p.reader.source(), 1, interest::readable);
    write_text(p.writer, "x");
    must(q.waiter.wait(q.ready, std::nullopt));
    EXPECT_FALSE(q.ready.empty());
    EXPECT_OK(r.remove());
    EXPECT_TRUE(q.ready.empty());
    EXPECT_EQ(q.ready.begin(), q.ready.end());
}

TEST(stale_event, the_end_of_the_registration_object_is_a_removal) {
    queue q;
    pipe p = must(pipe::create());
    {
        const registration r = q.add(p.reader.source(), 1, interest::readable, mode::level);
        write_text(p.writer, "x");
        must(q.waiter.wait(q.ready, std::nullopt));
    }
    EXPECT_TRUE(q.ready.empty());
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
}

TEST(stale_event, removal_inside_the_handling_of_another_event) {
    queue q;
    pipe a = must(pipe::create());
    pipe b = must(pipe::create());
    registration ra = q.add(a.reader.source(), 1, interest::readable);
    registration rb = q.add(b.reader.source(), 2, interest::readable);
    write_text(a.writer, "x");
    write_text(b.writer, "x");
    must(q.waiter.wait(q.ready, std::nullopt));
    int handled = 0;
    for (event e : q.ready) {
        ++handled;
        EXPECT_OK(e.token() == token{1} ? rb.remove() : ra.remove());
    }
    EXPECT_EQ(handled, 1);
}

TEST(stale_event, removing_oneself_while_iterating) {
    queue q;
    std::array<pipe, 8> pipes;
    std::array<registration, 8> registrations;
    for (std::size_t i = 0; i < pipes.size(); ++i) {
        pipes[i] = must(pipe::create());
        registrations[i] = q.add(pipes[i].reader.source(), i, interest::readable);
        write_text(pipes[i].writer, "x");
    }
    must(q.waiter.wait(q.ready, std::nullopt));
    std::size_t handled = 0;
    for (event e : q.ready) {
        ++handled;
        EXPECT_OK(registrations[e.token().value].remove());
    }
    EXPECT_EQ(handled, pipes.size());
    EXPECT_TRUE(q.ready.empty());
}

TEST(stale_event, close_and_reuse_of_the_descriptor_with_the_event_in_the_buffer) {
    queue q;
    pipe old = must(pipe::create());
    registration r = q.add(old.reader.source(), 1, interest::readable);
    write_text(old.writer, "x");
    must(q.waiter.wait(q.ready, std::nullopt));
    EXPECT_OK(r.remove());
    const raw_source number = old.reader.source();
    pipe spare = must(pipe::create());
    old.reader.close();

    // The number is given out again, and the freed slot is taken again.
    pipe next = with_reader_at(number, std::move(spare));
    const registration again = q.add(next.reader.source(), 2, interest::readable);
    for (event e : q.ready) ADD_FAILURE() << "a stale event with token " << e.token().value;
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    write_text(next.writer, "y");
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(2));
}

TEST(stale_event, close_and_reuse_of_the_descriptor_before_the_wait) {
    queue q;
    for (int round = 0; round < 100; ++round) {
        pipe old = must(pipe::create());
        registration r = q.add(old.reader.source(), 1, interest::readable);
        write_text(old.writer, "x");  // ready, and not waited for
        EXPECT_OK(r.remove());
        old.reader.close();
        pipe next = must(pipe::create());
        const registration again = q.add(next.reader.source(), 2, interest::readable);
        EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    }
}

TEST(stale_event, identities_are_never_used_twice) {
    queue q;
    pipe p = must(pipe::create());
    std::vector<std::uint64_t> seen;
    for (int round = 0; round < 1000; ++round) {
        const registration r = q.add(p.reader.source(), 1, interest::readable);
        seen.push_back(r.id());
    }
    std::ranges::sort(seen);
    EXPECT_EQ(std::ranges::adjacent_find(seen), seen.end());
    EXPECT_NE(seen.front(), 0U);
}

TEST(stale_event, a_direction_that_is_no_longer_wanted_is_not_read_from_a_filled_buffer) {
    queue q;
    auto [a, b] = local_pair();
    registration r = q.add(a.source(), 1, interest::readable);
    write_text(b, "x");
    must(q.waiter.wait(q.ready, std::nullopt));
    EXPECT_OK(r.modify(interest::writable));
    for (event e : q.ready) EXPECT_FALSE(e.is_readable());
}

TEST(stale_event, a_buffer_may_outlive_its_poll) {
    events ready;
    pipe p = must(pipe::create());
    registration r;
    {
        poll waiter = must(poll::create());
        r = must(waiter.registry().add(p.reader.source(), token{5}, interest::readable));
        write_text(p.writer, "x");
        must(waiter.wait(ready, std::nullopt));
    }
    ASSERT_FALSE(ready.empty());
    EXPECT_EQ((*ready.begin()).token(), token{5});
    EXPECT_OK(r.remove());
    EXPECT_TRUE(ready.empty());
}

TEST(stale_event, clear_forgets) {
    queue q;
    pipe p = must(pipe::create());
    const registration r = q.add(p.reader.source(), 1, interest::readable);
    write_text(p.writer, "x");
    must(q.waiter.wait(q.ready, std::nullopt));
    q.ready.clear();
    EXPECT_TRUE(q.ready.empty());
}

TEST(stale_event, one_buffer_serves_two_polls_in_turn) {
    events ready{8};
    poll first = must(poll::create());
    poll second = must(poll::create());
    const waker one = must(first.registry().make_waker(token{1}));
    const waker two = must(second.registry().make_waker(token{2}));
    one.wake();
    two.wake();
    must(first.wait(ready, std::nullopt));
    EXPECT_EQ((*ready.begin()).token(), token{1});
    must(second.wait(ready, std::nullopt));
    EXPECT_EQ((*ready.begin()).token(), token{2});
    EXPECT_EQ(std::distance(ready.begin(), ready.end()), 1);
}

}  // namespace
}  // namespace bounce::minimio::testing
