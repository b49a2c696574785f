// Sources in a runtime: register_io, readiness, and what must not happen to their events.
#include "runtime_support.hpp"

#include "bounce/minimio/pipe.hpp"
#include "bounce/minimio/unix_stream.hpp"
#include "bounce/runtime/callbacks.hpp"
#include "bounce/runtime/readiness.hpp"
#include "bounce/runtime/register_io.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/timeout.hpp"
#include "bounce/runtime/trace_sink.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <optional>

namespace bounce {
namespace {

using namespace runtime_test;
using minimio::interest;

class io_test : public in_every_mode {};
INSTANTIATE_TEST_SUITE_P(, io_test, ::testing::ValuesIn(every_mode), mode_name);

void put(minimio::pipe_writer& writer, std::size_t n = 1) {
    const std::vector<std::byte> bytes(n);
    EXPECT_EQ(writer.write(bytes).value(), n);
}
result<std::size_t> get(minimio::pipe_reader& reader) {
    std::array<std::byte, 64> buffer{};
    return reader.read(buffer);
}

/// The documented pattern.
task<result<std::size_t>> read_some(minimio::pipe_reader& reader, io_handle& io) {
    for (;;) {
        const io_readiness seen = io.current();
        auto n = get(reader);
        if (n || n.error() != errc::would_block) co_return n;
        io.would_block(interest::readable, seen);
        const auto ready = co_await io.ready(interest::readable);
        if (!ready) co_return ready.error();
    }
}

TEST_P(io_test, every_byte_arrives) {
    run([]() -> task<void> {
        auto ends = minimio::pipe::create().value();
        auto io = register_io("pipe", ends.reader.source(), interest::readable).value();
        EXPECT_TRUE(static_cast<bool>(io));
        EXPECT_NE(io.id(), 0U);
        constexpr std::size_t total = 2000;
        const auto writes = [&ends]() -> task<void> {
            for (std::size_t i = 0; i < total; ++i) {
                put(ends.writer);
                if (i % 3 == 0) co_await yield_now();
                if (i % 100 == 0) static_cast<void>(co_await sleep(1us));
            }
            ends.writer.close();
        };
        auto writer = spawn(writes);
        std::size_t got = 0;
        for (;;) {
            const auto n = co_await read_some(ends.reader, io);
            if (n.value() == 0) break;  // the end
            got += *n;
        }
        EXPECT_EQ(got, total);
        static_cast<void>(co_await writer);
    });
}

TEST_P(io_test, what_is_ready_stays_ready_until_somebody_says_would_block) {
    run([]() -> task<void> {
        auto ends = minimio::pipe::create().value();
        auto io = register_io("pipe", ends.reader.source(), interest::readable).value();
        EXPECT_FALSE(io.current().flags().contains(minimio::readiness::readable));
        put(ends.writer);
        for (int i = 0; i < 3; ++i) {
            const auto ready = co_await io.ready(interest::readable);
            EXPECT_TRUE(ready.value().flags().contains(minimio::readiness::readable));
        }
        EXPECT_EQ(get(ends.reader).value(), 1U);
        const auto seen = io.current();
        EXPECT_EQ(get(ends.reader).error(), errc::would_block);
        io.would_block(interest::readable, seen);
        EXPECT_FALSE(io.current().flags().contains(minimio::readiness::readable));
        const auto none = co_await timeout(1ms, io.ready(interest::readable));
        EXPECT_EQ(none.error(), errc::timed_out);
        put(ends.writer);
        const auto again = co_await timeout(1h, io.ready(interest::readable));
        EXPECT_TRUE(again.has_value());
    });
}

/// Waits until the source's poll has told of the next event.
task<void> event_after(io_handle& io) {
    while (!io.current().flags().contains(minimio::readiness::readable)) {
        static_cast<void>(co_await sleep(1us));
    }
}

TEST_P(io_test, an_event_between_the_failed_call_and_would_block_is_not_lost) {
    run([]() -> task<void> {
        auto ends = minimio::pipe::create().value();
        auto io = register_io("pipe", ends.reader.source(), interest::readable).value();
        for (int i = 0; i < 20; ++i) {
            const auto seen = io.current();
            EXPECT_EQ(get(ends.reader).error(), errc::would_block);
            put(ends.writer);
            co_await event_after(io);
            io.would_block(interest::readable, seen);  // as of before the event
            const auto ready = co_await timeout(1h, io.ready(interest::readable));
            EXPECT_TRUE(ready.has_value()) << "the event was taken back";
            EXPECT_EQ(get(ends.reader).value(), 1U);
            const auto up_to_date = io.current();
            EXPECT_EQ(get(ends.reader).error(), errc::would_block);
            io.would_block(interest::readable, up_to_date);
        }
    });
}

TEST_P(io_test, an_event_wakes_all_who_wait_for_its_direction_and_nobody_else) {
    run([]() -> task<void> {
        auto [ours, theirs] = minimio::unix_stream::pair().value();
        auto io =
            register_io("socket", ours.source(), interest::readable | interest::writable).value();
        // Fill it, so that neither direction is ready.
        std::vector<std::byte> block(4096);
        for (;;) {
            const auto seen = io.current();
            const auto n = ours.write(block);
            if (n) continue;
            EXPECT_EQ(n.error(), errc::would_block);
            io.would_block(interest::writable, seen);
            const auto full = co_await timeout(1ms, io.ready(interest::writable));
            if (!full) break;  // not even the poll thinks so
        }
        atomic<int> readers{0};
        atomic<int> writers{0};
        atomic<int> either{0};
        const auto waits = [&io](interest what, atomic<int>& count) -> task<void> {
            const auto r = co_await io.ready(what);
            if (r) ++count;
        };
        std::vector<join_handle<void>> handles;
        for (int i = 0; i < 3; ++i) {
            handles.push_back(spawn(waits, interest::readable, std::ref(readers)));
            handles.push_back(
                spawn(waits, interest::readable | interest::writable, std::ref(either)));
        }
        auto writer = spawn(waits, interest::writable, std::ref(writers));
        static_cast<void>(co_await sleep(1ms));
        const std::byte one{};
        EXPECT_EQ(theirs.write({&one, 1}).value(), 1U);
        for (auto& h : handles) static_cast<void>(co_await h);
        EXPECT_EQ(readers, 3);
        EXPECT_EQ(either, 3);
        EXPECT_EQ(writers, 0);
        // Room to write.
        for (;;) {
            if (!theirs.read(block)) break;
        }
        static_cast<void>(co_await writer);
        EXPECT_EQ(writers, 1);
    });
}

TEST_P(io_test, a_wait_for_both_directions_is_woken_by_writable_too) {
    run([]() -> task<void> {
        auto [ours, theirs] = minimio::unix_stream::pair().value();
        auto io =
            register_io("socket", ours.source(), interest::readable | interest::writable).value();
        const auto r = co_await timeout(1h, io.ready(interest::readable | interest::writable));
        EXPECT_TRUE(r.value().flags().contains(minimio::readiness::writable));
        static_cast<void>(theirs);
    });
}

TEST_P(io_test, a_descriptor_that_is_reused_brings_no_stale_event) {
    run([]() -> task<void> {
        for (int round = 0; round < 50; ++round) {
            auto first = minimio::pipe::create().value();
            std::optional<io_handle> old =
                register_io("first", first.reader.source(), interest::readable).value();
            const auto number = first.reader.source().fd;
            // The event is on its way, perhaps read by the poll already, when the source goes.
            put(first.writer);
            for (int i = 0; i < round % 4; ++i) co_await yield_now();
            old.reset();
            first.reader.close();
            auto second = minimio::pipe::create().value();
            EXPECT_EQ(second.reader.source().fd, number) << "the test needs the same number";
            auto io = register_io("second", second.reader.source(), interest::readable).value();
            const auto none = co_await timeout(100us, io.ready(interest::readable));
            EXPECT_FALSE(none.has_value()) << "an event of the first source reached the second";
            put(second.writer);
            const auto ready = co_await timeout(1h, io.ready(interest::readable));
            EXPECT_TRUE(ready.has_value());
        }
    });
}

/// Counts the events that the poll reports.
class event_counter final : public trace_sink {
public:
    void write(const trace_event& e) noexcept override {
        if (e.kind == trace_kind::event_ready) ++reported;
    }
    void flush() noexcept override {}
    atomic<int> reported{0};
};

TEST(io_through_a_poll_thread,
     an_event_that_was_handed_over_before_its_source_went_is_recognised_as_stale) {
    auto counter = std::make_shared<event_counter>();
    auto options = options_for(every_mode[2]);
    options.trace = counter;
    auto rt = runtime::create(options).value();
    run_in(rt, [&]() -> task<void> {
        for (int round = 0; round < 5; ++round) {
            auto first = minimio::pipe::create().value();
            std::optional<io_handle> old =
                register_io("first", first.reader.source(), interest::readable).value();
            const auto slot = old->id();
            const int before = counter->reported;
            put(first.writer);
            while (counter->reported == before)
                thread_yield();  // the loop, that is we, has not seen it yet
            old.reset();
            auto second = minimio::pipe::create().value();
            auto io = register_io("second", second.reader.source(), interest::readable).value();
            EXPECT_EQ(io.id(), slot) << "the test needs the same place";
            const auto none = co_await timeout(100us, io.ready(interest::readable));
            EXPECT_FALSE(none.has_value());
            EXPECT_TRUE(io.current().flags().empty());
        }
    });
}

TEST_P(io_test, readiness_makes_an_operation_of_a_descriptor) {
    run([]() -> task<void> {
        auto ends = minimio::pipe::create().value();
        const auto none =
            co_await timeout(1ms, readiness(ends.reader.source(), interest::readable));
        EXPECT_EQ(none.error(), errc::timed_out);
        put(ends.writer);
        const auto ready = co_await readiness(ends.reader.source(), interest::readable);
        EXPECT_TRUE(ready.value().contains(minimio::readiness::readable));
        ends.writer.close();
        static_cast<void>(get(ends.reader));
        const auto closed = co_await readiness(ends.reader.source(), interest::readable);
        EXPECT_TRUE(closed.value().contains(minimio::readiness::read_closed));
        const auto bad = co_await readiness(minimio::raw_source(-1), interest::readable);
        EXPECT_FALSE(bad.has_value());
        EXPECT_THAT(bad.error().message(), ::testing::HasSubstr("register descriptor"));
    });
}

TEST_P(io_test, registering_twice_is_an_error) {
    run([]() -> task<void> {
        auto ends = minimio::pipe::create().value();
        {
            auto io = register_io("pipe", ends.reader.source(), interest::readable).value();
            if (GetParam().kind == flavour::current_thread) {
                const auto again =
                    register_io("pipe again", ends.reader.source(), interest::readable);
                EXPECT_FALSE(again.has_value());
                EXPECT_EQ(again.error(), errc::already_registered);
                EXPECT_THAT(again.error().message(), ::testing::HasSubstr("register pipe again"));
            }
            auto moved = std::move(io);
            EXPECT_FALSE(static_cast<bool>(io));
            EXPECT_EQ(io.id(), 0U);
            EXPECT_TRUE(static_cast<bool>(moved));
        }
        const auto anew = register_io("pipe", ends.reader.source(), interest::readable);
        EXPECT_TRUE(anew.has_value());
        co_return;
    });
}

TEST_P(io_test, many_sources_at_once) {
    run([]() -> task<void> {
        constexpr int n = 60;
        atomic<int> rounds{0};
        const auto ping_pong = [&rounds]() -> task<void> {
            auto ends = minimio::pipe::create().value();
            auto io = register_io("pipe", ends.reader.source(), interest::readable).value();
            const auto writes = [&ends]() -> task<void> {
                for (int i = 0; i < 10; ++i) {
                    put(ends.writer);
                    static_cast<void>(co_await sleep(1us));
                }
            };
            auto writer = spawn(writes);
            std::size_t got = 0;
            while (got < 10) {
                const auto r = co_await read_some(ends.reader, io);
                got += r.value_or(100);
            }
            static_cast<void>(co_await writer);
            ++rounds;
        };
        std::vector<join_handle<void>> handles;
        for (int i = 0; i < n; ++i) handles.push_back(spawn(ping_pong));
        for (auto& h : handles) static_cast<void>(co_await h);
        EXPECT_EQ(rounds, n);
    });
}

TEST_P(io_test, the_end_of_the_runtime_that_has_the_source_closes_its_waits_in_others) {
    auto ends = minimio::pipe::create().value();
    auto waiting = make_runtime(GetParam());
    std::optional<io_handle> io;
    {
        auto owner = make_runtime(GetParam());
        run_in(owner, [&]() -> task<void> {
            io = register_io("pipe", ends.reader.source(), interest::readable).value();
            co_return;
        });
        const auto waits = [&]() -> task<bool> {
            const auto r = co_await io->ready(interest::readable);
            co_return !r && r.error() == errc::closed;
        };
        auto handle = waiting.spawn(in_scope(waits));
        const auto lets_it_wait = []() -> task<void> { co_await settle(); };
        run_in(waiting, lets_it_wait);
        static_cast<void>(owner.shutdown(10s));
        // The loop is closed when the runtime goes.
        auto gone = std::make_optional(std::move(owner));
        gone.reset();
        run_in(waiting, [&]() -> task<void> {
            const auto told = co_await handle;
            EXPECT_TRUE(told.value());
            const auto later = co_await io->ready(interest::readable);
            EXPECT_EQ(later.error(), errc::closed);
        });
    }
}

}  // namespace
}  // namespace bounce
