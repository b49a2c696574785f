#include "durable/process/crash_point.hpp"
#include "store_support.hpp"
#include "temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <utility>

namespace bounce::durable {

namespace {

// What the other process executes: nothing, unless it was asked to by the tests below.
TEST(writing_process, writes) {
    const char* const path = std::getenv("BOUNCE_TEST_STORE");
    if (path == nullptr) return;
    const auto opened = open_sqlite_store(path);
    if (!opened) ::_exit(1);
    stepping steps{**opened, "run"};
    if (!steps.begin()) ::_exit(2);
    if (::write(STDOUT_FILENO, ">", 1) != 1) ::_exit(3);
    while (steps.step()) {
        if (::write(STDOUT_FILENO, "+", 1) != 1) ::_exit(3);
    }
    ::_exit(4);
}

// Writes down, in a process of its own, one step after the other, and tells of each that the store
// confirmed.
class writing_process {
public:
    explicit writing_process(const std::string& path, const char* crash_at = nullptr) {
        EXPECT_EQ(::pipe(told_), 0);
        pid_ = ::fork();
        if (pid_ == 0) write(path, crash_at);
        ::close(told_[1]);
    }
    ~writing_process() { ::close(told_[0]); }
    writing_process(const writing_process&) = delete;
    writing_process& operator=(const writing_process&) = delete;

    // True: it told of one more. What comes before the '>' is the test program's own.
    bool hear() {
        for (char one = 0; ::read(told_[0], &one, 1) == 1;) {
            if (std::exchange(begun_, begun_ || one == '>')) {
                ++heard_;
                return true;
            }
        }
        return false;
    }
    // What it said until it died.
    std::uint64_t kill_and_hear_out() {
        ::kill(pid_, SIGKILL);
        return hear_out();
    }
    std::uint64_t hear_out() {
        while (hear()) {
        }
        int status = 0;
        ::waitpid(pid_, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "status " << status;
        return heard_;
    }

private:
    // A new program and not only a fork: the choice of a crash point is read once in a process.
    [[noreturn]] void write(const std::string& path, const char* crash_at) const {
        ::setenv("BOUNCE_TEST_STORE", path.c_str(), 1);
        if (crash_at != nullptr) ::setenv("BOUNCE_CRASH_AT", crash_at, 1);
        ::dup2(told_[1], STDOUT_FILENO);
        ::execl("/proc/self/exe", "writing_process", "--gtest_filter=writing_process.writes",
                nullptr);
        ::_exit(1);
    }

    int told_[2] = {-1, -1};
    pid_t pid_ = -1;
    std::uint64_t heard_ = 0;
    bool begun_ = false;
};

struct killing : testing::Test {
    // What is in the store after the death: everything that was confirmed, at most one step more, and
    // nothing by halves.
    void expect_sound(std::uint64_t confirmed) {
        const auto found = open_at(path);
        calls call{*found};
        EXPECT_THAT(call.check().value(), testing::IsEmpty());
        const auto run = call.get_run("run").value();
        EXPECT_GE(run.commits, confirmed);
        EXPECT_LE(run.commits, confirmed + 1);
        const auto operations = call.operations("run").value();
        ASSERT_EQ(operations.size(), std::min<std::uint64_t>(run.commits, 1000));
        if (operations.empty()) return;
        for (std::size_t i = 0; i + 1 < operations.size(); ++i)
            EXPECT_EQ(operations[i].state, operation_record::status::succeeded);
        EXPECT_EQ(operations.back().state, operation_record::status::running);
        EXPECT_EQ(operations.back().number, operation_number{run.commits});
        // Its worker is dead, whatever its lease says.
        const auto left = call.recover().value();
        EXPECT_EQ(left.runs, 1U);
        ASSERT_EQ(left.attempts.size(), 1U);
        EXPECT_EQ(left.attempts[0].step.attempt.operation, operation_number{run.commits});
    }

    temporary_folder folder;
    std::string path = folder.path("bounce.db");
};

TEST_F(killing, at_any_moment_loses_nothing_that_was_confirmed) {
    std::minstd_rand random{20'240'817};
    for (int round = 0; round < 12; ++round) {
        SCOPED_TRACE("round " + std::to_string(round));
        std::filesystem::remove(path);
        std::filesystem::remove(path + "-wal");
        std::filesystem::remove(path + "-shm");
        writing_process process{path};
        for (auto steps = random() % 40 + 1; steps > 0; --steps) ASSERT_TRUE(process.hear());
        ::usleep(static_cast<useconds_t>(random() % 2000));
        expect_sound(process.kill_and_hear_out());
    }
}

#ifdef BOUNCE_CRASH_POINTS
// Commits of the writer: the start, the registration, the claim, and then a step each.
TEST_F(killing, before_a_commit_and_inside_it_nothing_took_hold) {
    for (const char* point : {"before_commit:8", "in_commit:8"}) {
        SCOPED_TRACE(point);
        temporary_folder fresh;
        path = fresh.path("bounce.db");
        writing_process process{path, point};
        const auto confirmed = process.hear_out();
        EXPECT_GT(confirmed, 0U);
        EXPECT_EQ(calls{*open_at(path)}.get_run("run").value().commits, confirmed);
        expect_sound(confirmed);
    }
}

TEST_F(killing, after_a_commit_it_took_hold_although_nobody_was_told) {
    writing_process process{path, "after_commit:8"};
    const auto confirmed = process.hear_out();
    EXPECT_EQ(confirmed, 4U);
    EXPECT_EQ(calls{*open_at(path)}.get_run("run").value().commits, 5U);
    expect_sound(confirmed);
}
#endif

}  // namespace

}  // namespace bounce::durable
