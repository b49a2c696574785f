// Pipes.
#include "support.hpp"

namespace bounce::minimio::testing {
namespace {

TEST(pipe, bytes_and_the_end) {
    queue q;
    pipe p = must(pipe::create());
    const registration r = q.add(p.reader.source(), 1, interest::readable);
    EXPECT_EQ(drain(p.reader).failure, errc::would_block);
    write_text(p.writer, "through a pipe");
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    p.writer.close();
    const drained got = drain(p.reader);
    EXPECT_EQ(got.text, "through a pipe");
    EXPECT_TRUE(got.at_end);
}

TEST(pipe, a_full_one_would_block_until_it_is_read) {
    queue q;
    pipe p = must(pipe::create());
    registration r = q.add(p.writer.source(), 1, interest::writable);
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    fill(p.writer);
    EXPECT_OK(r.would_block(interest::writable));
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    EXPECT_FALSE(drain(p.reader).text.empty());
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    EXPECT_OK(p.writer.write(as_bytes("x")));
}

TEST(pipe, a_broken_one_is_an_error) {
    pipe p = must(pipe::create());
    p.reader.close();
    const result<std::size_t> written = p.writer.write(as_bytes("x"));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().message(),
              "write descriptor " + std::to_string(p.writer.source().fd) + ": Broken pipe");
}

TEST(pipe, ends_given_away_and_taken_over) {
    pipe p = must(pipe::create());
    pipe_reader reader = must(pipe_reader::from_raw(p.reader.release()));
    pipe_writer writer = must(pipe_writer::from_raw(p.writer.release()));
    EXPECT_FALSE(p.reader);
    EXPECT_EQ(drain(reader).failure, errc::would_block);
    write_text(writer, "raw");
    EXPECT_EQ(drain(reader).text, "raw");
    writer.close();
    EXPECT_TRUE(drain(reader).at_end);
}

}  // namespace
}  // namespace bounce::minimio::testing
