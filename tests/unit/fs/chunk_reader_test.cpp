#include "bounce/fs/chunk_reader.hpp"

#include "support.hpp"

namespace bounce::fs_test {
namespace {

class chunk_reader : public place {
protected:
    /// All that a reader gives, and the size of each chunk.
    static task<std::string> drain(fs::chunk_reader chunks,
                                   std::vector<std::size_t>* sizes = nullptr) {
        std::string all;
        for (;;) {
            const result<std::optional<bytes>> next = co_await chunks.next();
            EXPECT_TRUE(next.has_value());
            if (!next || !*next) break;
            EXPECT_FALSE((*next)->empty());
            all += as_text(**next);
            if (sizes != nullptr) sizes->push_back((*next)->size());
        }
        EXPECT_FALSE((co_await chunks.next()).value().has_value());
        co_return all;
    }
};

TEST_F(chunk_reader, gives_the_file_in_pieces) {
    const std::string content = noise(2 * limits::file_chunk_bytes + 5);
    put("a", content);
    run([&]() -> task<void> {
        std::vector<std::size_t> sizes;
        EXPECT_EQ(co_await drain(fs::read_chunks(path("a")), &sizes), content);
        const std::vector<std::size_t> expected{limits::file_chunk_bytes, limits::file_chunk_bytes,
                                                5};
        EXPECT_EQ(sizes, expected);

        const fs::read_chunks_options seven(7);
        EXPECT_EQ(co_await drain(fs::read_chunks(path("a"), seven)), content);
    });
}

TEST_F(chunk_reader, gives_a_part_of_the_file) {
    put("a", "0123456789");
    run([&]() -> task<void> {
        fs::read_chunks_options part(3);
        part.offset = 2;
        part.max_bytes = 5;
        std::vector<std::size_t> sizes;
        EXPECT_EQ(co_await drain(fs::read_chunks(path("a"), part), &sizes), "23456");
        const std::vector<std::size_t> expected{3, 2};
        EXPECT_EQ(sizes, expected);
        part.offset = 8;
        EXPECT_EQ(co_await drain(fs::read_chunks(path("a"), part)), "89");
        part.offset = 80;
        EXPECT_EQ(co_await drain(fs::read_chunks(path("a"), part)), "");
    });
}

TEST_F(chunk_reader, reads_an_open_file_without_moving_it) {
    put("a", "0123456789");
    run([&]() -> task<void> {
        const fs::file f = (co_await fs::file::open(path("a"))).value();
        EXPECT_EQ(co_await drain(fs::read_chunks(f)), "0123456789");
        std::array<std::byte, 3> buffer{};
        EXPECT_EQ((co_await f.read(buffer)).value(), 3U);
        EXPECT_EQ(as_text(buffer), "012");
        const auto none = fs::read_chunks(fs::file());
        EXPECT_EQ((co_await none.next()).error(), errc::closed);
    });
}

TEST_F(chunk_reader, reads_what_has_no_positions) {
    run([&]() -> task<void> {
        fs::read_chunks_options some(1000);
        some.max_bytes = 2500;
        std::vector<std::size_t> sizes;
        EXPECT_EQ(co_await drain(fs::read_chunks("/dev/zero", some), &sizes),
                  std::string(2500, '\0'));
    });
}

TEST_F(chunk_reader, reports_errors_and_goes_on_to) {
    run([&]() -> task<void> {
        const auto missing = fs::read_chunks(path("no"));
        const auto error = (co_await missing.next()).error();
        EXPECT_EQ(error.message(), "open " + path("no") + ": No such file or directory");
        put("no", "it is there now");
        EXPECT_EQ((co_await missing.next()).error(), std::errc::no_such_file_or_directory);

        const auto directory = fs::read_chunks(root());
        EXPECT_EQ((co_await directory.next()).error().message(),
                  "read " + root() + ": Is a directory");

        const auto nothing = fs::read_chunks(path("no"), fs::read_chunks_options(0));
        EXPECT_EQ((co_await nothing.next()).error(), errc::invalid_argument);
    });
}

TEST_F(chunk_reader, closes_the_file_at_its_end_and_when_dropped) {
    put("a", noise(100));
    const auto open_files = [] {
        return std::distance(std::filesystem::directory_iterator{"/proc/self/fd"}, {});
    };
    run([&]() -> task<void> {
        const auto nothing = co_await fs::read_chunks(path("a")).next();  // starts the pool
        EXPECT_TRUE(nothing.has_value());
        const auto before = open_files();
        const fs::read_chunks_options ten(10);
        {
            const auto chunks = fs::read_chunks(path("a"), ten);
            EXPECT_EQ(open_files(), before);
            EXPECT_EQ((co_await chunks.next()).value()->size(), 10U);
            EXPECT_EQ(open_files(), before + 1);
        }
        EXPECT_EQ(open_files(), before);
        const auto whole = fs::read_chunks(path("a"));
        EXPECT_TRUE((co_await whole.next()).value().has_value());
        EXPECT_FALSE((co_await whole.next()).value().has_value());
        EXPECT_EQ(open_files(), before);
    });
}

TEST_F(chunk_reader, in_callback_style) {
    put("a", "01234");
    auto rt = runtime::create().value();
    std::string all;
    const result<void> ended = rt.run([&] {
        const auto chunks = fs::read_chunks(path("a"));
        // The reader is gone before the operation runs.
        chunks.next().then(
            [&](result<std::optional<bytes>> next) { all += as_text(*next.value()); });
    });
    EXPECT_TRUE(ended.has_value());
    EXPECT_EQ(all, "01234");
}

}  // namespace
}  // namespace bounce::fs_test
