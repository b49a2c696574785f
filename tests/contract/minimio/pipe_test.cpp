// Pipes, and that writing to a broken one raises no signal.
#include "support.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>

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

TEST(pipe, a_broken_one_is_an_error_and_no_signal) {
    // The usual disposition would end this process.
    struct sigaction usual{};
    usual.sa_handler = SIG_DFL;
    struct sigaction before{};
    ASSERT_EQ(::sigaction(SIGPIPE, &usual, &before), 0);
    pipe p = must(pipe::create());
    p.reader.close();
    const result<std::size_t> written = p.writer.write(as_bytes("x"));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().message(),
              "write descriptor " + std::to_string(p.writer.source().fd) + ": Broken pipe");
    ::sigset_t mask;
    ASSERT_EQ(::pthread_sigmask(SIG_SETMASK, nullptr, &mask), 0);
    EXPECT_EQ(::sigismember(&mask, SIGPIPE), 0) << "the signal mask must be as it was";
    ASSERT_EQ(::sigaction(SIGPIPE, &before, nullptr), 0);
}

TEST(pipe, somebody_elses_pending_signal_is_not_taken) {
    static std::atomic<int> delivered;
    delivered = 0;
    struct sigaction counting{};
    counting.sa_handler = [](int) { ++delivered; };
    struct sigaction before{};
    ASSERT_EQ(::sigaction(SIGPIPE, &counting, &before), 0);
    ::sigset_t only;
    ::sigset_t mask;
    ::sigemptyset(&only);
    ::sigaddset(&only, SIGPIPE);
    ASSERT_EQ(::pthread_sigmask(SIG_BLOCK, &only, &mask), 0);
    ASSERT_EQ(::pthread_kill(::pthread_self(), SIGPIPE), 0);
    pipe p = must(pipe::create());
    p.reader.close();
    EXPECT_FAILS(p.writer.write(as_bytes("x")), std::errc::broken_pipe);
    ASSERT_EQ(::pthread_sigmask(SIG_SETMASK, &mask, nullptr), 0);
    EXPECT_EQ(delivered, 1);
    ASSERT_EQ(::sigaction(SIGPIPE, &before, nullptr), 0);
}

TEST(pipe, from_raw_descriptors) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    pipe_reader reader = must(pipe_reader::from_raw(ends[0]));
    pipe_writer writer = must(pipe_writer::from_raw(ends[1]));
    EXPECT_EQ(drain(reader).failure, errc::would_block);
    write_text(writer, "raw");
    EXPECT_EQ(drain(reader).text, "raw");
    const raw_source given = writer.release();
    EXPECT_FALSE(writer);
    ::close(given.fd);
    EXPECT_TRUE(drain(reader).at_end);
}

}  // namespace
}  // namespace bounce::minimio::testing
