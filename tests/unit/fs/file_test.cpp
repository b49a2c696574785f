#include "bounce/fs/file.hpp"

#include "support.hpp"

#include <array>
#include <optional>

namespace bounce::fs_test {
namespace {

class file : public place {};

TEST_F(file, reads_at_its_position_until_the_end) {
    put("a", "0123456789");
    run([&]() -> task<void> {
        const fs::file f = (co_await fs::file::open(path("a"))).value();
        EXPECT_EQ(f.path(), path("a"));
        std::array<std::byte, 4> buffer{};
        std::string all;
        for (;;) {
            const std::size_t n = (co_await f.read(buffer)).value();
            if (n == 0) break;
            all += as_text(bytes_view{buffer}.first(n));
        }
        EXPECT_EQ(all, "0123456789");
    });
}

TEST_F(file, reads_and_writes_anywhere) {
    run([&]() -> task<void> {
        const fs::file f =
            (co_await fs::file::open(path("a"), fs::open_options::to_create())).value();
        (co_await f.write_at(as_bytes("world"), 6)).value();
        (co_await f.write(as_bytes("hello"))).value();
        std::array<std::byte, 20> buffer{};
        EXPECT_EQ((co_await f.read_at(buffer, 0)).value(), 11U);
        EXPECT_EQ(as_text(bytes_view{buffer}.first(11)), std::string_view("hello\0world", 11));
        EXPECT_EQ((co_await f.read_at(buffer, 8)).value(), 3U);
        EXPECT_EQ((co_await f.read_at(buffer, 100)).value(), 0U);

        (co_await f.truncate(5)).value();
        (co_await f.sync()).value();
        EXPECT_EQ((co_await f.stat()).value().size_bytes, 5U);
    });
    EXPECT_EQ(get("a"), "hello");
    EXPECT_EQ(mode("a"), 0600U);
}

TEST_F(file, open_options_do_what_they_say) {
    put("a", "old");
    run([&]() -> task<void> {
        const auto exists = co_await fs::file::open(path("a"), fs::open_options::to_create());
        EXPECT_EQ(exists.error(), std::errc::file_exists);
        const auto missing = co_await fs::file::open(path("b"));
        EXPECT_EQ(missing.error(), std::errc::no_such_file_or_directory);

        const auto append =
            (co_await fs::file::open(path("a"), fs::open_options::to_append())).value();
        (co_await append.write(as_bytes("er"))).value();
        EXPECT_EQ(get("a"), "older");

        const auto write =
            (co_await fs::file::open(path("a"), fs::open_options::to_write())).value();
        EXPECT_EQ(get("a"), "");
        std::array<std::byte, 1> buffer{};
        const auto unreadable = co_await write.read(buffer);
        EXPECT_EQ(unreadable.error().message(), "read " + path("a") + ": Bad file descriptor");
    });
}

TEST_F(file, options_that_contradict_each_other_are_refused) {
    run([&]() -> task<void> {
        fs::open_options neither;
        neither.read = false;
        fs::open_options truncate;
        truncate.truncate = true;
        fs::open_options create;
        create.create = true;
        fs::open_options both = fs::open_options::to_append();
        both.truncate = true;
        for (const fs::open_options& how : {neither, truncate, create, both}) {
            const auto refused = co_await fs::file::open(path("a"), how);
            EXPECT_EQ(refused.error(), errc::invalid_argument);
        }
        const auto refused = co_await fs::file::open(path("a"), truncate);
        EXPECT_EQ(refused.error().message(),
                  "open " + path("a") + ": truncate needs write: invalid argument");
    });
    EXPECT_EQ(count(), 0U);
}

TEST_F(file, one_that_is_not_open_says_so) {
    run([]() -> task<void> {
        const fs::file none;
        EXPECT_FALSE(none);
        EXPECT_EQ(none.path(), "");
        EXPECT_EQ((co_await none.sync()).error(), errc::closed);
        fs::file closed;
        (co_await std::move(closed).close()).value();
    });
}

TEST_F(file, an_operation_keeps_it_open) {
    put("a", "content");
    run([&]() -> task<void> {
        std::array<std::byte, 7> buffer{};
        std::optional<fs::file> f = (co_await fs::file::open(path("a"))).value();
        auto reading = f->read(buffer);
        auto reading_too = f->read_at(buffer, 0);
        (co_await std::move(*f).close()).value();
        f.reset();
        EXPECT_EQ((co_await std::move(reading)).value(), 7U);
        EXPECT_EQ((co_await std::move(reading_too)).value(), 7U);
    });
}

TEST_F(file, close_gives_the_descriptor_back) {
    put("a", "content");
    run([&]() -> task<void> {
        const auto before = std::distance(std::filesystem::directory_iterator{"/proc/self/fd"}, {});
        for (int i = 0; i < 10; ++i) {
            fs::file f = (co_await fs::file::open(path("a"))).value();
            if (i % 2 == 0) (co_await std::move(f).close()).value();
        }
        const auto after = std::distance(std::filesystem::directory_iterator{"/proc/self/fd"}, {});
        EXPECT_EQ(before, after);
    });
}

}  // namespace
}  // namespace bounce::fs_test
