// Adding, changing and ending registrations, and what is said about wrong uses of them.
#include "support.hpp"

#include <utility>

namespace bounce::minimio::testing {
namespace {

std::string descriptor_text(raw_source source) { return "descriptor " + std::to_string(source.fd); }

TEST(registration, what_is_ready_already_is_reported_in_every_mode) {
    for (mode how : {mode::edge, mode::level, mode::one_shot}) {
        queue q;
        pipe p = must(pipe::create());
        write_text(p.writer, "x");
        const registration r = q.add(p.reader.source(), 1, interest::readable, how);
        EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    }
}

TEST(registration, only_what_was_asked_for_is_reported) {
    queue q;
    auto [a, b] = local_pair();
    const registration r = q.add(a.source(), 1, interest::readable);
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    write_text(b, "x");
    const std::vector<event> got = q.wait();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_TRUE(got[0].is_readable());
    EXPECT_FALSE(got[0].is_writable());
    EXPECT_FALSE(got[0].is_error());
    EXPECT_FALSE(got[0].is_read_closed());
}

TEST(registration, both_directions) {
    queue q;
    auto [a, b] = local_pair();
    const registration r = q.add(a.source(), 1, interest::readable | interest::writable);
    write_text(b, "x");
    const readiness seen = q.wait_for(1, readiness::readable | readiness::writable);
    EXPECT_EQ(seen, readiness::readable | readiness::writable);
}

TEST(registration, two_sources_may_share_a_token) {
    queue q;
    pipe a = must(pipe::create());
    pipe b = must(pipe::create());
    const registration ra = q.add(a.reader.source(), 7, interest::readable);
    const registration rb = q.add(b.reader.source(), 7, interest::readable);
    EXPECT_NE(ra.id(), rb.id());
    write_text(a.writer, "x");
    write_text(b.writer, "x");
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(7, 7));
}

TEST(registration, tokens_use_all_their_bits) {
    queue q;
    pipe p = must(pipe::create());
    const std::uint64_t name = ~std::uint64_t{0};
    const registration r = q.add(p.reader.source(), name, interest::readable);
    write_text(p.writer, "x");
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(name));
}

TEST(registration, twice_is_an_error_that_names_the_descriptor) {
    queue q;
    pipe p = must(pipe::create());
    const registration r = q.add(p.reader.source(), 1, interest::readable);
    const auto again = q.registry().add(p.reader.source(), token{2}, interest::readable);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error(), errc::already_registered);
    EXPECT_THAT(again.error().message(), ::testing::HasSubstr(descriptor_text(p.reader.source())));
    // The first one is untouched.
    write_text(p.writer, "x");
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
}

TEST(registration, again_after_removal) {
    queue q;
    pipe p = must(pipe::create());
    write_text(p.writer, "x");
    for (std::uint64_t round = 0; round < 50; ++round) {
        registration r = q.add(p.reader.source(), round, interest::readable);
        EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(round));
        EXPECT_OK(r.remove());
    }
}

TEST(registration, with_two_polls_at_once) {
    queue one;
    queue two;
    pipe p = must(pipe::create());
    const registration r1 = one.add(p.reader.source(), 1, interest::readable);
    const registration r2 = two.add(p.reader.source(), 2, interest::readable);
    write_text(p.writer, "x");
    EXPECT_THAT(one.wait_tokens(), ::testing::ElementsAre(1));
    EXPECT_THAT(two.wait_tokens(), ::testing::ElementsAre(2));
}

TEST(registration, a_duplicate_of_a_descriptor_is_another_source) {
    queue q;
    pipe p = must(pipe::create());
    pipe_reader twin = must(pipe_reader::from_raw(duplicate(p.reader.source())));
    const registration r1 = q.add(p.reader.source(), 1, interest::readable);
    const registration r2 = q.add(twin.source(), 2, interest::readable);
    write_text(p.writer, "x");
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1, 2));
}

TEST(registration, removed_twice) {
    queue q;
    pipe p = must(pipe::create());
    registration r = q.add(p.reader.source(), 1, interest::readable);
    EXPECT_TRUE(r);
    EXPECT_OK(r.remove());
    EXPECT_FALSE(r);
    EXPECT_EQ(r.id(), 0U);
    EXPECT_FAILS(r.remove(), errc::not_registered);
    EXPECT_FAILS(r.modify(interest::readable), errc::not_registered);
    EXPECT_FAILS(r.would_block(interest::readable), errc::not_registered);
}

TEST(registration, a_default_made_one_is_registered_nowhere) {
    registration r;
    EXPECT_FALSE(r);
    EXPECT_FAILS(r.remove(), errc::not_registered);
    EXPECT_FAILS(r.modify(interest::readable, mode::level), errc::not_registered);
    EXPECT_FAILS(r.would_block(interest::readable), errc::not_registered);
}

TEST(registration, moving_carries_it_along) {
    queue q;
    pipe a = must(pipe::create());
    pipe b = must(pipe::create());
    registration first = q.add(a.reader.source(), 1, interest::readable);
    registration other = std::move(first);
    EXPECT_FAILS(first.remove(), errc::not_registered);  // NOLINT(bugprone-use-after-move)
    write_text(a.writer, "x");
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    // Assignment ends what was there before.
    other = q.add(b.reader.source(), 2, interest::readable);
    write_text(a.writer, "x");
    write_text(b.writer, "x");
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(2));
    EXPECT_OK(q.registry().add(a.reader.source(), token{3}, interest::readable));
}

TEST(registration, modify_changes_what_is_waited_for) {
    queue q;
    auto [a, b] = local_pair();
    registration r = q.add(a.source(), 1, interest::readable);
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    EXPECT_OK(r.modify(interest::writable));
    std::vector<event> got = q.wait();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_TRUE(got[0].is_writable());
    write_text(b, "x");
    EXPECT_OK(r.modify(interest::readable));
    got = q.wait();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_TRUE(got[0].is_readable());
    EXPECT_FALSE(got[0].is_writable());
}

TEST(registration, modify_reports_what_is_ready_already) {
    queue q;
    pipe p = must(pipe::create());
    registration r = q.add(p.reader.source(), 1, interest::readable);
    write_text(p.writer, "x");
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    EXPECT_OK(r.modify(interest::readable));
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
}

TEST(registration, modify_keeps_the_mode_unless_it_names_one) {
    queue q;
    pipe p = must(pipe::create());
    write_text(p.writer, "x");
    registration r = q.add(p.reader.source(), 1, interest::readable, mode::level);
    EXPECT_OK(r.modify(interest::readable));
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    EXPECT_THAT(q.ready_now(), ::testing::ElementsAre(1));
    EXPECT_OK(r.modify(interest::readable, mode::edge));
    EXPECT_THAT(q.ready_now(), ::testing::ElementsAre(1));
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
}

TEST(registration, a_closed_descriptor_is_refused) {
    queue q;
    pipe p = must(pipe::create());
    pipe spare = must(pipe::create());
    const raw_source gone = p.reader.source();
    p.reader.close();
    EXPECT_FAILS(q.registry().add(gone, token{1}, interest::readable),
                 std::errc::bad_file_descriptor);
    EXPECT_FAILS(q.registry().add(raw_source{}, token{1}, interest::readable),
                 std::errc::bad_file_descriptor);
    // The refusals left nothing behind: the number may be registered when it is in use again.
    const pipe next = with_reader_at(gone, std::move(spare));
    EXPECT_OK(q.registry().add(gone, token{1}, interest::readable));
}

TEST(registration, the_limit_counts_sources_and_wakers) {
    poll waiter = must(poll::create(2));
    pipe a = must(pipe::create());
    pipe b = must(pipe::create());
    registration ra = must(waiter.registry().add(a.reader.source(), token{1}, interest::readable));
    const waker w = must(waiter.registry().make_waker(token{2}));
    const auto third = waiter.registry().add(b.reader.source(), token{3}, interest::readable);
    EXPECT_FAILS(third, errc::limit_exceeded);
    EXPECT_THAT(third.error().message(), ::testing::HasSubstr(descriptor_text(b.reader.source())));
    EXPECT_FAILS(waiter.registry().make_waker(token{4}), errc::limit_exceeded);
    EXPECT_OK(ra.remove());
    EXPECT_OK(waiter.registry().add(b.reader.source(), token{3}, interest::readable));
    EXPECT_FAILS(poll::create(limits::registrations + 1), errc::invalid_argument);
    EXPECT_OK(poll::create(limits::registrations));
}

TEST(registration, values_of_the_small_types) {
    EXPECT_TRUE((interest::readable | interest::writable).contains(interest::writable));
    EXPECT_FALSE(interest::readable.contains(interest::readable | interest::writable));
    EXPECT_TRUE(readiness::none.empty());
    EXPECT_EQ((readiness::readable | readiness::error) - readiness::error, readiness::readable);
    EXPECT_EQ(event(token{3}, readiness::priority).token(), token{3});
    EXPECT_TRUE(event(token{3}, readiness::priority).is_priority());
}

}  // namespace
}  // namespace bounce::minimio::testing
