// Edge, level and one-shot; hang-ups and errors in each.
#include "support.hpp"

namespace bounce::minimio::testing {
namespace {

TEST(edge_mode, silent_until_would_block_was_told) {
    queue q;
    pipe p = must(pipe::create());
    registration r = q.add(p.reader.source(), 1, interest::readable);
    write_text(p.writer, "x");
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty()) << "ready, but told already";
    EXPECT_EQ(drain(p.reader).text, "x");
    EXPECT_OK(r.would_block(interest::readable));
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty()) << "armed, but not ready";
    write_text(p.writer, "y");
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
}

TEST(edge_mode, readiness_between_the_operation_and_would_block_is_not_lost) {
    queue q;
    pipe p = must(pipe::create());
    registration r = q.add(p.reader.source(), 1, interest::readable);
    for (int round = 0; round < 20; ++round) {
        write_text(p.writer, "x");
        EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
        EXPECT_EQ(drain(p.reader).failure, errc::would_block);
        write_text(p.writer, "late");
        EXPECT_OK(r.would_block(interest::readable));
        EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
        EXPECT_EQ(drain(p.reader).text, "late");
        EXPECT_OK(r.would_block(interest::readable));
    }
}

TEST(edge_mode, the_directions_are_armed_apart) {
    queue q;
    auto [a, b] = local_pair();
    registration r = q.add(a.source(), 1, interest::readable | interest::writable);
    EXPECT_TRUE(q.wait_for(1, readiness::writable).contains(readiness::writable));
    fill(a);
    EXPECT_OK(r.would_block(interest::writable));
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    // Reading is still armed from the start.
    write_text(b, "x");
    EXPECT_TRUE(q.wait_for(1, readiness::readable).contains(readiness::readable));
    // Room to write arises when the peer reads.
    EXPECT_FALSE(drain(b).text.empty());
    EXPECT_TRUE(q.wait_for(1, readiness::writable).contains(readiness::writable));
}

TEST(edge_mode, would_block_of_what_is_not_waited_for_has_no_effect) {
    queue q;
    auto [a, b] = local_pair();
    registration r = q.add(a.source(), 1, interest::readable);
    EXPECT_OK(r.would_block(interest::writable));
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
}

TEST(edge_mode, a_hang_up_is_told_once_and_does_not_spin) {
    queue q;
    auto [a, b] = local_pair();
    const registration r = q.add(a.source(), 1, interest::readable | interest::writable);
    q.wait_for(1, readiness::writable);
    b.close();
    const readiness seen = q.wait_for(1, readiness::read_closed);
    EXPECT_TRUE(seen.contains(readiness::readable));
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    EXPECT_TRUE(drain(a).at_end);
}

TEST(level_mode, repeats_while_ready) {
    queue q;
    pipe p = must(pipe::create());
    const registration r = q.add(p.reader.source(), 1, interest::readable, mode::level);
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    write_text(p.writer, "x");
    for (int round = 0; round < 5; ++round) EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    EXPECT_EQ(drain(p.reader).text, "x");
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    p.writer.close();
    for (int round = 0; round < 3; ++round) {
        const std::vector<event> got = q.wait();
        ASSERT_EQ(got.size(), 1U);
        EXPECT_TRUE(got[0].is_readable());
    }
}

TEST(level_mode, would_block_changes_nothing) {
    queue q;
    pipe p = must(pipe::create());
    registration r = q.add(p.reader.source(), 1, interest::readable, mode::level);
    write_text(p.writer, "x");
    EXPECT_OK(r.would_block(interest::readable));
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
}

TEST(one_shot_mode, once_until_modified) {
    queue q;
    pipe p = must(pipe::create());
    registration r = q.add(p.reader.source(), 1, interest::readable, mode::one_shot);
    write_text(p.writer, "x");
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    write_text(p.writer, "y");
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    EXPECT_OK(r.would_block(interest::readable));
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty()) << "would_block must not arm one_shot";
    EXPECT_OK(r.modify(interest::readable));
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
}

TEST(one_shot_mode, one_direction_disarms_the_other) {
    queue q;
    auto [a, b] = local_pair();
    registration r = q.add(a.source(), 1, interest::readable | interest::writable, mode::one_shot);
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));  // writable from the start
    write_text(b, "x");
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    EXPECT_OK(r.modify(interest::readable));
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
}

TEST(hang_up, a_pipe_without_writers_is_readable) {
    queue q;
    pipe p = must(pipe::create());
    const registration r = q.add(p.reader.source(), 1, interest::readable);
    p.writer.close();
    const readiness seen = q.wait_for(1, readiness::readable);
    EXPECT_TRUE(seen.contains(readiness::read_closed));
    EXPECT_FALSE(seen.contains(readiness::writable)) << "nobody asked for that";
    EXPECT_TRUE(drain(p.reader).at_end);
}

TEST(hang_up, a_pipe_without_readers_is_writable) {
    queue q;
    pipe p = must(pipe::create());
    fill(p.writer);
    const registration r = q.add(p.writer.source(), 1, interest::writable);
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    p.reader.close();
    const readiness seen = q.wait_for(1, readiness::writable);
    EXPECT_TRUE(seen.intersects(readiness::error | readiness::write_closed));
    EXPECT_FAILS(p.writer.write(as_bytes("x")), std::errc::broken_pipe);
}

TEST(hang_up, half_close_is_readable_and_read_closed) {
    queue q;
    tcp_pair t;
    const registration r = q.add(t.server.source(), 1, interest::readable);
    write_text(t.client, "last words");
    EXPECT_OK(t.client.shutdown(shutdown_side::write));
    q.wait_for(1, readiness::readable | readiness::read_closed);
    const drained got = drain(t.server);
    EXPECT_EQ(got.text, "last words");
    EXPECT_TRUE(got.at_end);
    // The other half still works.
    write_text(t.server, "answer");
    EXPECT_EQ(read_something(t.client).text, "answer");
}

TEST(hang_up, half_close_does_not_disturb_a_writer) {
    queue q;
    auto [a, b] = local_pair();
    registration r = q.add(a.source(), 1, interest::readable | interest::writable);
    EXPECT_OK(b.shutdown(shutdown_side::write));
    q.wait_for(1, readiness::read_closed | readiness::writable);
    fill(a);
    EXPECT_OK(r.would_block(interest::writable));
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty()) << "the end of reading must not be told again";
    EXPECT_FALSE(drain(b).text.empty());
    EXPECT_TRUE(q.wait_for(1, readiness::writable).contains(readiness::writable));
}

}  // namespace
}  // namespace bounce::minimio::testing
