#include "memory_system.hpp"
#include "support.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/fs/chunk_reader.hpp"
#include "bounce/fs/file.hpp"
#include "bounce/fs/read_file.hpp"
#include "bounce/fs/write_file.hpp"
#include "bounce/runtime/yield_now.hpp"

namespace bounce::fs_test {
namespace {

class partial_transfer : public testing::Test {
protected:
    partial_transfer() {
        disk.reset();
        disk.transfer_max = 3;
    }
    memory_system& disk = memory_system::instance();
};

TEST_F(partial_transfer, whole_files_are_written_and_read_whole) {
    run([&]() -> task<void> {
        const std::string content = noise(1000);
        (co_await fs::write_file("a", content)).value();
        EXPECT_EQ(disk.content("a"), content);
        EXPECT_EQ((co_await fs::read_file("a")).value(), content);
        (co_await fs::append_file("a", content)).value();
        EXPECT_EQ(disk.content("a"), content + content);
    });
    EXPECT_EQ(disk.open_handles, 0U);
}

TEST_F(partial_transfer, writes_of_an_open_file_are_complete_and_chunks_are_full) {
    run([&]() -> task<void> {
        const auto f = (co_await fs::file::open("a", fs::open_options::to_create())).value();
        (co_await f.write(as_bytes("0123456789"))).value();
        (co_await f.write_at(as_bytes("abcdefgh"), 1)).value();
        EXPECT_EQ(disk.content("a"), "0abcdefgh9");
        std::array<std::byte, 8> buffer{};
        EXPECT_EQ((co_await f.read_at(buffer, 1)).value(), 8U);
        EXPECT_EQ((co_await f.read(buffer)).value(), 0U);

        const auto chunks = fs::read_chunks("a", fs::read_chunks_options(7));
        EXPECT_EQ((co_await chunks.next()).value()->size(), 7U);
        EXPECT_EQ((co_await chunks.next()).value()->size(), 3U);
    });
}

TEST_F(partial_transfer, a_file_that_shrinks_while_it_is_read) {
    disk.put("a", "0123456789");
    run([&]() -> task<void> {
        const auto f = (co_await fs::file::open("a")).value();
        const auto chunks = fs::read_chunks(f, fs::read_chunks_options(4));
        EXPECT_EQ((co_await chunks.next()).value()->size(), 4U);
        disk.names.at("a")->content = "01234";
        EXPECT_EQ((co_await chunks.next()).value()->size(), 1U);
        EXPECT_FALSE((co_await chunks.next()).value().has_value());
    });
}

/// Holds a pool thread inside of a read until it is let go.
struct held_read {
    atomic<bool> reached{false};
    atomic<bool> let_go{false};
    void operator()() {
        reached.store(true);
        while (!let_go.load()) thread_yield();
    }
};

TEST_F(partial_transfer, a_chunk_that_was_read_for_a_cancelled_call_goes_to_the_next) {
    disk.put("a", "0123456789");
    run([&]() -> task<void> {
        const auto chunks = fs::read_chunks("a", fs::read_chunks_options(4));
        held_read held;
        disk.during_read = std::ref(held);
        auto reading = spawn(chunks.next());
        co_await yield_now();
        while (!held.reached.load()) thread_yield();
        reading.abort();
        co_await yield_now();
        EXPECT_FALSE(reading.ended());  // its thread still reads
        held.let_go.store(true);
        EXPECT_EQ((co_await reading).error(), errc::cancelled);
        disk.during_read = nullptr;
        std::string all;
        while (const auto chunk = (co_await chunks.next()).value()) all += as_text(*chunk);
        EXPECT_EQ(all, "0123456789");
    });
}

TEST_F(partial_transfer, every_failing_call_is_reported_and_closes_the_file) {
    for (std::size_t step = 1; step <= 4; ++step) {
        disk.reset();
        disk.fail_only(step);
        run([&]() -> task<void> {
            fs::write_file_options synced(fs::private_file);
            synced.sync = true;
            const auto written = co_await fs::write_file("a", "content", synced);
            EXPECT_EQ(written.error(), std::errc::io_error) << step;
            EXPECT_TRUE(written.error().message().ends_with(" a: Input/output error"));
        });
        EXPECT_EQ(disk.open_handles, 0U);
    }
    for (std::size_t step = 1; step <= 3; ++step) {
        disk.reset();
        disk.put("a", "content");
        disk.fail_only(step);
        run([&]() -> task<void> {
            const auto text = co_await fs::read_file("a");
            EXPECT_EQ(text.error(), std::errc::io_error) << step;
        });
        EXPECT_EQ(disk.open_handles, 0U);
    }
}

}  // namespace
}  // namespace bounce::fs_test
