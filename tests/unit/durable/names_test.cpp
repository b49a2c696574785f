#include "durable/store/refusal.hpp"

#include "bounce/durable/errc.hpp"
#include "bounce/durable/history_entry.hpp"
#include "bounce/durable/operation_record.hpp"
#include "bounce/durable/run_status.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace bounce::durable {

TEST(names, every_error_has_a_meaning_of_its_own) {
    std::set<std::string> meanings;
    for (int value = 1; value <= static_cast<int>(errc::program_missing); ++value)
        EXPECT_TRUE(meanings.insert(error{value, durable_category()}.message()).second) << value;
    EXPECT_EQ((error{99, durable_category()}.message()), "unknown error 99");
    EXPECT_STREQ(durable_category().name(), "durable");
    EXPECT_EQ(error{errc::fenced}.in("commit run", "a").message(),
              "commit run a: somebody else holds it now");
    EXPECT_TRUE(error{errc::fenced} == errc::fenced);
    EXPECT_FALSE(error{errc::fenced} == errc::corrupt);
}

// The numbers are in stores: they never change.
TEST(names, statuses_are_frozen) {
    const char* words[] = {"scheduled", "running", "waiting", "completed", "failed",
                           "cancelled", "killed",  "paused",  "stuck",     "dead"};
    for (std::uint8_t i = 0; i < 10; ++i) EXPECT_EQ(to_string(run_status{i}), words[i]);
    EXPECT_EQ(to_string(run_status{99}), "unknown");
    for (const auto s : {run_status::completed, run_status::failed, run_status::cancelled,
                         run_status::killed, run_status::dead})
        EXPECT_TRUE(is_final(s));
    for (const auto s : {run_status::scheduled, run_status::running, run_status::waiting,
                         run_status::paused, run_status::stuck})
        EXPECT_FALSE(is_final(s));
}

TEST(names, kinds_are_frozen) {
    const char* history[] = {"started",     "signal received", "cancel requested",
                             "ended",       "stuck",           "crashed",
                             "interrupted", "retried",         "late outcome"};
    for (std::uint8_t i = 0; i < 9; ++i) EXPECT_EQ(to_string(history_entry::kind{i}), history[i]);
    const char* kinds[] = {"step", "host call", "child", "signal"};
    for (std::uint8_t i = 0; i < 4; ++i) EXPECT_EQ(to_string(operation_record::kind{i}), kinds[i]);
    const char* states[] = {"waiting", "running", "succeeded", "failed", "abandoned"};
    for (std::uint8_t i = 0; i < 5; ++i)
        EXPECT_EQ(to_string(operation_record::status{i}), states[i]);
}

TEST(names, what_a_store_refuses_is_a_failure_of_that_name) {
    EXPECT_EQ(refusal(error{errc::run_not_found}).kind, "run_not_found");
    EXPECT_EQ(refusal(error{errc::run_finished}).kind, "run_finished");
    EXPECT_EQ(refusal(error{errc::already_exists}).kind, "already_exists");
    EXPECT_EQ(refusal(error{errc::inbox_full}).kind, "inbox_full");
    EXPECT_EQ(refusal(error{bounce::errc::closed}).kind, "refused");
    EXPECT_EQ(refusal(error{errc::run_finished}.in("signal run", "a")).message,
              "signal run a: the run has ended");
}

}  // namespace bounce::durable
