// Many threads at one poll. Run under the thread sanitizer.
#include "support.hpp"

#include <atomic>
#include <thread>
#include <utility>

namespace bounce::minimio::testing {
namespace {

TEST(threads, registration_while_a_wait_is_blocked) {
    for (int round = 0; round < 100; ++round) {
        queue q;
        pipe p = must(pipe::create());
        write_text(p.writer, "x");
        registration r;
        std::jthread other{[&] { r = q.add(p.reader.source(), 1, interest::readable); }};
        EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    }
}

TEST(threads, modification_while_a_wait_is_blocked) {
    for (int round = 0; round < 100; ++round) {
        queue q;
        auto [a, b] = local_pair();
        registration r = q.add(a.source(), 1, interest::readable);
        std::jthread other{[&] { EXPECT_OK(r.modify(interest::writable)); }};
        EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    }
}

TEST(threads, would_block_while_a_wait_is_blocked) {
    for (int round = 0; round < 100; ++round) {
        queue q;
        pipe p = must(pipe::create());
        registration r = q.add(p.reader.source(), 1, interest::readable);
        write_text(p.writer, "x");
        EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
        std::jthread other{[&] {
            EXPECT_EQ(drain(p.reader).text, "x");
            EXPECT_OK(r.would_block(interest::readable));
            write_text(p.writer, "y");
        }};
        EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    }
}

TEST(threads, a_blocked_wait_lets_go_of_a_removed_source) {
    // If the waiting thread kept the closed descriptor alive, its peer would never see the end.
    for (int round = 0; round < 50; ++round) {
        queue q;
        queue watching;
        auto [a, b] = local_pair();
        registration r = q.add(a.source(), 1, interest::readable);
        const registration peer = watching.add(b.source(), 2, interest::readable);
        const waker done = must(q.registry().make_waker(token{3}));
        std::jthread other{[&] {
            EXPECT_OK(r.remove());
            a.close();
            watching.wait_for(2, readiness::read_closed);
            done.wake();
        }};
        EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(3));
    }
}

TEST(threads, a_reader_and_a_writer_of_one_source_tell_would_block_at_once) {
    queue q;
    auto [a, b] = local_pair();
    registration r = q.add(a.source(), 1, interest::readable | interest::writable);
    std::jthread reader{[&] {
        for (int i = 0; i < 2000; ++i) EXPECT_OK(r.would_block(interest::readable));
    }};
    std::jthread writer{[&] {
        for (int i = 0; i < 2000; ++i) EXPECT_OK(r.would_block(interest::writable));
    }};
    for (int i = 0; i < 100; ++i) q.ready_now();
}

// Each churning thread registers pipes, waits until the waiting thread has seen the token, removes and
// closes, and writes down that it did. A token read after it was written down as removed is stale.
TEST(threads, add_remove_wake_and_wait_from_all_sides) {
    constexpr std::size_t churning = 3;
    constexpr std::uint64_t rounds = 400;
    struct alignas(64) progress {
        std::atomic<std::uint64_t> seen{0};
        std::atomic<std::uint64_t> removed{0};
        std::atomic<bool> finished{false};
    };
    std::array<progress, churning> all;
    queue q;
    q.ready = events{4};
    constexpr std::uint64_t bell_token = 1000;
    const waker bell = must(q.registry().make_waker(token{bell_token * (rounds + 1)}));

    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < churning; ++t)
        threads.emplace_back([&, t] {
            for (std::uint64_t i = 1; i <= rounds; ++i) {
                pipe p = must(pipe::create());
                registration r = must(
                    q.registry().add(p.reader.source(), token{t * (rounds + 1) + i},
                                     interest::readable, i % 2 == 0 ? mode::edge : mode::level));
                write_text(p.writer, "x");
                while (all[t].seen.load() < i) std::this_thread::yield();
                if (i % 3 == 0) EXPECT_OK(r.modify(interest::readable));
                EXPECT_OK(r.remove());
                all[t].removed.store(i);
            }
            all[t].finished = true;
            bell.wake();
        });
    threads.emplace_back([&] {
        for (int i = 0; i < 5000; ++i) {
            bell.wake();
            if (i % 16 == 0) std::this_thread::yield();
        }
    });

    const auto unfinished = [&] {
        return std::ranges::any_of(all, [](const progress& p) { return !p.finished.load(); });
    };
    while (unfinished()) {
        must(q.waiter.wait(q.ready, std::nullopt));
        std::array<std::uint64_t, churning> removed{};
        const auto look = [&] {
            for (std::size_t t = 0; t < churning; ++t) removed[t] = all[t].removed.load();
        };
        look();
        for (auto at = q.ready.begin(); at != q.ready.end();) {
            const event e = *at;
            const std::uint64_t t = e.token().value / (rounds + 1);
            const std::uint64_t i = e.token().value % (rounds + 1);
            if (t < churning) {
                EXPECT_GT(i, removed[t]) << "an event of a source that had been removed";
                if (all[t].seen.load() < i) all[t].seen.store(i);
            }
            look();
            ++at;
        }
    }
}

}  // namespace
}  // namespace bounce::minimio::testing
