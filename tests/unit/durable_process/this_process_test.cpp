#include "bounce/durable/this_process.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using bounce::durable::has_ended;
using bounce::durable::process_identity;
using bounce::durable::this_process;

// A child that lives until it is let go, and the identity that it gives itself.
class child_process {
public:
    child_process() {
        EXPECT_EQ(::pipe(hold_), 0);
        EXPECT_EQ(::pipe(told_), 0);
        pid_ = ::fork();
        if (pid_ == 0) live();
        ::close(hold_[0]);
        identity_ = this_process();
        identity_.pid = pid_;
        EXPECT_EQ(::read(told_[0], &identity_.start_time, sizeof identity_.start_time),
                  static_cast<ssize_t>(sizeof identity_.start_time));
    }

    [[nodiscard]] const process_identity& identity() const { return identity_; }

    void let_go_and_wait() const {
        ::close(hold_[1]);
        siginfo_t ended{};
        EXPECT_EQ(::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOWAIT), 0);
    }
    void reap() const { ::waitpid(pid_, nullptr, 0); }

private:
    [[noreturn]] void live() const {
        ::close(hold_[1]);
        const std::uint64_t started = this_process().start_time;
        [[maybe_unused]] const auto told = ::write(told_[1], &started, sizeof started);
        char nothing = 0;
        [[maybe_unused]] const auto end = ::read(hold_[0], &nothing, 1);
        ::_exit(0);
    }

    int hold_[2] = {-1, -1};
    int told_[2] = {-1, -1};
    pid_t pid_ = -1;
    process_identity identity_;
};

TEST(this_process, lives_and_is_the_same_when_asked_again) {
    const process_identity self = this_process();
    EXPECT_EQ(self, this_process());
    EXPECT_EQ(self.pid, ::getpid());
    EXPECT_GT(self.start_time, 0U);
    EXPECT_FALSE(has_ended(self));
}

TEST(this_process, is_another_after_a_restart_of_the_machine) {
    process_identity before = this_process();
    before.boot_id[0] = before.boot_id[0] == 'f' ? '0' : 'f';
    EXPECT_TRUE(has_ended(before));
}

TEST(this_process, is_another_when_the_pid_is_used_again) {
    process_identity earlier = this_process();
    --earlier.start_time;
    EXPECT_TRUE(has_ended(earlier));
}

TEST(this_process, cannot_judge_another_container_or_system) {
    process_identity elsewhere = this_process();
    elsewhere.boot_id.resize(elsewhere.boot_id.find('/'));
    elsewhere.boot_id += "/pid:[1]";
    --elsewhere.start_time;
    EXPECT_FALSE(has_ended(elsewhere));
    process_identity foreign = this_process();
    foreign.boot_id = "someone-else's-notation";
    EXPECT_FALSE(has_ended(foreign));
}

TEST(this_process, has_ended_once_it_is_a_zombie_and_once_it_is_gone) {
    const child_process child;
    EXPECT_FALSE(has_ended(child.identity()));
    child.let_go_and_wait();
    EXPECT_TRUE(has_ended(child.identity()));
    child.reap();
    EXPECT_TRUE(has_ended(child.identity()));
}

}  // namespace
