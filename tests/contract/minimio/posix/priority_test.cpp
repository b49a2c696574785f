// Out-of-band data. Where a back end cannot tell of it, asking is `unsupported`, and changes nothing.
#include "support.hpp"

#include <sys/socket.h>

namespace bounce::minimio::testing {
namespace {

void send_urgent(const tcp_stream& from) {
    ASSERT_EQ(::send(from.source().fd, "!", 1, MSG_OOB), 1);
}

bool has_priority() {
    queue q;
    const tcp_pair t;
    return q.registry().add(t.client.source(), token{1}, interest::priority).has_value();
}

TEST(priority, is_there_or_refused_by_name_without_changing_anything) {
    queue q;
    tcp_pair t;
    if (has_priority()) {
        registration r = q.add(t.client.source(), 2, interest::readable);
        EXPECT_OK(r.modify(interest::priority));
        return;
    }
    const auto added =
        q.registry().add(t.client.source(), token{1}, interest::readable | interest::priority);
    EXPECT_FAILS(added, errc::unsupported);
    EXPECT_THAT(added.error().message(),
                ::testing::HasSubstr("descriptor " + std::to_string(t.client.source().fd)));
    registration r = q.add(t.client.source(), 2, interest::readable);
    EXPECT_FAILS(r.modify(interest::priority), errc::unsupported);
    write_text(t.server, "x");
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(2));
}

TEST(priority, is_told_in_every_mode) {
    if (!has_priority()) GTEST_SKIP() << "this back end cannot tell of out-of-band data";
    for (mode how : {mode::edge, mode::level, mode::one_shot}) {
        queue q;
        tcp_pair t;
        const registration r = q.add(t.client.source(), 1, interest::priority, how);
        EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
        send_urgent(t.server);
        const std::vector<event> got = q.wait();
        ASSERT_EQ(got.size(), 1U);
        EXPECT_TRUE(got[0].is_priority());
        EXPECT_FALSE(got[0].is_writable());
    }
}

TEST(priority, is_not_told_to_who_did_not_ask) {
    queue q;
    tcp_pair t;
    const registration r = q.add(t.client.source(), 1, interest::readable);
    send_urgent(t.server);
    write_text(t.server, "x");
    EXPECT_FALSE(q.wait_for(1, readiness::readable).contains(readiness::priority));
}

TEST(priority, ordinary_data_is_none) {
    if (!has_priority()) GTEST_SKIP() << "this back end cannot tell of out-of-band data";
    queue q;
    tcp_pair t;
    const registration r = q.add(t.client.source(), 1, interest::readable | interest::priority);
    write_text(t.server, "x");
    EXPECT_FALSE(q.wait_for(1, readiness::readable).contains(readiness::priority));
    send_urgent(t.server);
    EXPECT_TRUE(q.wait_for(1, readiness::priority).contains(readiness::priority));
}

}  // namespace
}  // namespace bounce::minimio::testing
