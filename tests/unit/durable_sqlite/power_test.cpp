#include "forgetful_disk.hpp"
#include "store_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bounce::durable {

namespace {

sqlite_store_options on(const forgetful_disk& disk) {
    sqlite_store_options options;
    options.vfs = disk.name();
    return options;
}

// Whatever of the unsynced writes a disk has when it is read again, the store is whole and has every step
// that was confirmed.
TEST(power, that_fails_takes_nothing_that_was_confirmed) {
    forgetful_disk before;
    const auto writing = open_at("bounce.db", on(before));
    stepping steps{*writing, "run"};
    ASSERT_TRUE(steps.begin().has_value());
    for (std::uint64_t seed = 1; seed <= 24; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        for (std::uint64_t more = seed % 4; more > 0; --more) ASSERT_TRUE(steps.step().has_value());
        forgetful_disk after;
        after.start_with(before.power_fails(seed));
        const auto found = open_at("bounce.db", on(after));
        EXPECT_THAT(calls{*found}.check().value(), testing::IsEmpty());
        EXPECT_EQ(calls{*found}.get_run("run").value().commits, steps.commits());
    }
}

// The power fails while the store is writing: the last step is there or not, those before it are.
TEST(power, that_fails_in_the_middle_of_a_commit_leaves_all_of_it_or_nothing) {
    forgetful_disk before;
    const auto writing = open_at("bounce.db", on(before));
    stepping steps{*writing, "run"};
    ASSERT_TRUE(steps.begin().has_value());
    atomic<bool> over{false};
    // Steps that were confirmed; written by the one thread, with release, after the reply.
    atomic<std::uint64_t> confirmed{0};
    os_thread busy{[&] {
        while (!over.load() && steps.step()) confirmed.store(steps.commits());
    }};
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const std::uint64_t at_least = confirmed.load();
        forgetful_disk after;
        after.start_with(before.power_fails(seed));
        const auto found = open_at("bounce.db", on(after));
        EXPECT_THAT(calls{*found}.check().value(), testing::IsEmpty());
        const auto run = calls{*found}.get_run("run").value();
        EXPECT_GE(run.commits, at_least);
        if (run.commits > 0)
            EXPECT_EQ(calls{*found}.operations("run").value().back().number,
                      operation_number{run.commits});
    }
    over.store(true);
    busy.join();
}

// One commit, one wait for the disk: neither less, nor more.
TEST(power, is_reckoned_with_once_for_each_commit) {
    forgetful_disk disk;
    const auto writing = open_at("bounce.db", on(disk));
    stepping steps{*writing, "run"};
    ASSERT_TRUE(steps.begin().has_value());
    ASSERT_TRUE(steps.step().has_value());
    const std::uint64_t before = disk.syncs();
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(steps.step().has_value());
    EXPECT_EQ(disk.syncs() - before, 20U);
}

}  // namespace

}  // namespace bounce::durable
