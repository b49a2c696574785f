// Many sources and small buffers: everybody gets a turn.
#include "support.hpp"

#include <set>

namespace bounce::minimio::testing {
namespace {

struct ready_sources {
    queue q;
    std::vector<pipe> pipes;
    std::vector<registration> registrations;

    explicit ready_sources(std::size_t count, mode how) {
        for (std::size_t i = 0; i < count; ++i) {
            pipes.push_back(must(pipe::create()));
            write_text(pipes.back().writer, "x");
            registrations.push_back(
                q.add(pipes.back().reader.source(), i, interest::readable, how));
        }
    }
};

TEST(capacity, is_at_least_one_and_never_exceeded) {
    EXPECT_EQ(events{}.capacity(), limits::events_capacity);
    EXPECT_EQ(events{0}.capacity(), 1U);
    ready_sources s{10, mode::level};
    for (std::size_t capacity : {1U, 3U, 10U, 11U}) {
        s.q.ready = events{capacity};
        EXPECT_LE(s.q.wait().size(), capacity);
    }
}

TEST(capacity, what_does_not_fit_is_delivered_by_the_next_wait) {
    ready_sources s{20, mode::edge};
    s.q.ready = events{6};
    std::multiset<std::uint64_t> seen;
    while (seen.size() < 20)
        for (std::uint64_t name : s.q.wait_tokens()) seen.insert(name);
    for (std::uint64_t i = 0; i < 20; ++i) EXPECT_EQ(seen.count(i), 1U);
    EXPECT_THAT(s.q.ready_now(), ::testing::IsEmpty());
}

// A back end may turn the system's records into ours in place: in a buffer that is quite full, almost, and
// with room to spare, every source keeps its own name.
TEST(capacity, a_buffer_of_any_size_holds_each_source_under_its_name) {
    constexpr std::uint64_t count = 300;
    for (std::size_t capacity : {count - 1, count, count + 1, 4 * count}) {
        ready_sources s{count, mode::edge};
        s.q.ready = events{capacity};
        std::multiset<std::uint64_t> seen;
        while (seen.size() < count)
            for (std::uint64_t name : s.q.wait_tokens()) seen.insert(name);
        for (std::uint64_t i = 0; i < count; ++i)
            EXPECT_EQ(seen.count(i), 1U) << "source " << i << " with a buffer for " << capacity;
    }
}

TEST(capacity, sources_that_are_always_ready_take_turns) {
    for (std::size_t capacity : {1U, 3U, 7U}) {
        ready_sources s{16, mode::level};
        s.q.ready = events{capacity};
        std::set<std::uint64_t> seen;
        const std::size_t enough = 2 * (16 / capacity + 1);
        for (std::size_t i = 0; i < enough; ++i)
            for (std::uint64_t name : s.q.wait_tokens()) seen.insert(name);
        EXPECT_EQ(seen.size(), 16U) << "with a buffer for " << capacity;
    }
}

TEST(capacity, a_waker_and_a_source_that_are_always_ready_take_turns) {
    ready_sources s{1, mode::level};
    const waker w = must(s.q.registry().make_waker(token{99}));
    s.q.ready = events{1};
    std::multiset<std::uint64_t> seen;
    for (int i = 0; i < 20; ++i) {
        w.wake();
        for (std::uint64_t name : s.q.wait_tokens()) seen.insert(name);
    }
    EXPECT_GE(seen.count(0), 5U);
    EXPECT_GE(seen.count(99), 5U);
}

TEST(capacity, ten_thousand_sources) {
    const std::size_t count = std::min<std::size_t>(10'000, raise_descriptor_limit());
    RecordProperty("sources", static_cast<int>(count));
    {
        queue q;
        q.ready = events{512};
        pipe p = must(pipe::create());
        std::vector<unique_source> twins;
        std::vector<registration> registrations;
        for (std::size_t i = 0; i < count; ++i) {
            twins.emplace_back(duplicate(p.reader.source()));
            ASSERT_TRUE(twins.back());
            registrations.push_back(q.add(twins.back().get(), i, interest::readable));
        }
        EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
        for (std::size_t i = 0; i < count; i += 2) EXPECT_OK(registrations[i].remove());

        write_text(p.writer, "x");  // all of them are ready now
        std::vector<int> seen(count, 0);
        for (std::size_t told = 0; told < count / 2;)
            for (std::uint64_t name : q.wait_tokens()) {
                ++seen[name];
                ++told;
            }
        for (std::size_t i = 0; i < count; ++i)
            EXPECT_EQ(seen[i], static_cast<int>(i % 2)) << "source " << i;
        EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
        registrations.clear();
    }
}

}  // namespace
}  // namespace bounce::minimio::testing
