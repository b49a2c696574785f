// A fork in the middle of things: the parent's queue goes on as if nothing had been.
#include "support.hpp"

#include <sys/wait.h>
#include <unistd.h>

namespace bounce::minimio::testing {
namespace {

TEST(fork, a_child_that_ends_takes_nothing_from_the_queue) {
    queue q;
    pipe p = must(pipe::create());
    registration r = q.add(p.reader.source(), 1, interest::readable);
    const waker w = must(q.registry().make_waker(token{2}));
    const ::pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    write_text(p.writer, "x");
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    w.wake();
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(2));
    EXPECT_OK(r.modify(interest::readable));
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    EXPECT_OK(r.remove());
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
}

TEST(fork, a_removed_source_stays_silent_although_a_child_holds_it_open) {
    // The child's copy keeps the open file alive after the parent has closed its own.
    queue q;
    pipe p = must(pipe::create());
    pipe hold = must(pipe::create());
    const ::pid_t child = ::fork();
    if (child == 0) {
        ::close(hold.writer.source().fd);
        char byte = 0;
        while (::read(hold.reader.source().fd, &byte, 1) != 0) {
        }
        ::_exit(0);
    }
    registration r = q.add(p.reader.source(), 1, interest::readable, mode::level);
    write_text(p.writer, "x");
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    EXPECT_OK(r.remove());
    p.reader.close();
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    hold.writer.close();
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
}

}  // namespace
}  // namespace bounce::minimio::testing
