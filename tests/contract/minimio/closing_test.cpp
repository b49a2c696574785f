// close_loop, and handles that outlive their poll.
#include "support.hpp"

#include <thread>
#include <utility>

namespace bounce::minimio::testing {
namespace {

TEST(closing, ends_a_blocked_wait_from_another_thread) {
    for (int round = 0; round < 200; ++round) {
        queue q;
        const registrator registry = q.registry();
        std::jthread other{[&] { registry.close_loop(); }};
        EXPECT_FAILS(q.waiter.wait(q.ready, std::nullopt), errc::closed);
    }
}

TEST(closing, every_later_wait_is_closed_even_with_something_ready) {
    queue q;
    pipe p = must(pipe::create());
    const registration r = q.add(p.reader.source(), 1, interest::readable, mode::level);
    const waker w = must(q.registry().make_waker(token{2}));
    write_text(p.writer, "x");
    w.wake();
    EXPECT_FALSE(q.registry().is_closed());
    q.registry().close_loop();
    q.registry().close_loop();
    EXPECT_TRUE(q.registry().is_closed());
    for (std::optional<nanoseconds> timeout :
         {std::optional<nanoseconds>{0ns}, std::optional<nanoseconds>{1h},
          std::optional<nanoseconds>{}}) {
        EXPECT_FAILS(q.waiter.wait(q.ready, timeout), errc::closed);
        EXPECT_TRUE(q.ready.empty());
    }
}

TEST(closing, every_use_of_a_closed_loop_says_so) {
    queue q;
    auto [a, b] = local_pair();
    registration r = q.add(a.source(), 1, interest::readable);
    q.registry().close_loop();
    const auto added = q.registry().add(b.source(), token{2}, interest::readable);
    EXPECT_FAILS(added, errc::closed);
    EXPECT_THAT(added.error().message(),
                ::testing::HasSubstr("descriptor " + std::to_string(b.source().fd)));
    EXPECT_FAILS(q.registry().make_waker(token{3}), errc::closed);
    EXPECT_FAILS(r.modify(interest::writable), errc::closed);
    EXPECT_FAILS(r.would_block(interest::readable), errc::closed);
    EXPECT_OK(r.remove());
    EXPECT_FAILS(r.remove(), errc::not_registered);
}

TEST(closing, the_handles_may_outlive_the_poll) {
    std::optional<registrator> registry;
    registration r;
    waker w;
    auto [a, b] = local_pair();
    {
        queue q;
        registry = q.registry();
        r = q.add(a.source(), 1, interest::readable);
        w = must(q.registry().make_waker(token{2}));
    }
    EXPECT_TRUE(registry->is_closed());
    EXPECT_FAILS(registry->add(b.source(), token{3}, interest::readable), errc::closed);
    EXPECT_FAILS(r.modify(interest::readable), errc::closed);
    w.wake();
    registry->close_loop();
    EXPECT_OK(r.remove());
}

TEST(closing, another_thread_may_use_a_registrator_while_the_poll_ends) {
    for (int round = 0; round < 50; ++round) {
        std::optional<queue> q{std::in_place};
        pipe p = must(pipe::create());
        const registrator registry = q->registry();
        std::jthread other{[&] {
            for (;;) {
                result<registration> r =
                    registry.add(p.reader.source(), token{1}, interest::readable);
                if (r) continue;
                EXPECT_EQ(r.error(), errc::closed);
                return;
            }
        }};
        q.reset();
    }
}

TEST(closing, assigning_a_poll_closes_the_one_before) {
    poll first = must(poll::create());
    const registrator registry = first.registry();
    first = must(poll::create());
    EXPECT_TRUE(registry.is_closed());
    events ready;
    EXPECT_OK(first.wait(ready, 0ns));
    poll second = std::move(first);
    EXPECT_OK(second.wait(ready, 0ns));
}

}  // namespace
}  // namespace bounce::minimio::testing
