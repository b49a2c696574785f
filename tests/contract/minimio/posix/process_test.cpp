// The end of a process as a source. Without it (poll on an old system) `watch` says so, and that is all.
#include "support.hpp"

#include "bounce/minimio/process_source.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace bounce::minimio::testing {
namespace {

// A child that lives until it is told to end, and then ends with a code.
class child {
public:
    explicit child(int code) {
        // Only calls that are safe after fork, as other tests left threads behind.
        pid_ = ::fork();
        if (pid_ != 0) return;
        ::close(hold_.writer.source().fd);
        ::fcntl(hold_.reader.source().fd, F_SETFL, 0);
        char byte = 0;
        ::_exit(::read(hold_.reader.source().fd, &byte, 1) == 0 ? code : 1);
    }
    ~child() {
        end();
        if (!reaped_) reap();
    }
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    [[nodiscard]] int pid() const { return pid_; }
    void end() { hold_.writer.close(); }
    // Waits for the end without taking the status.
    void until_zombie() const {
        siginfo_t about{};
        while (::waitid(P_PID, static_cast<id_t>(pid_), &about, WEXITED | WNOWAIT) != 0) {
        }
    }
    int reap() {
        int status = 0;
        while (::waitpid(pid_, &status, 0) != pid_) {
        }
        reaped_ = true;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    pipe hold_ = must(pipe::create());
    ::pid_t pid_ = -1;
    bool reaped_ = false;
};

class process : public ::testing::Test {
protected:
    void SetUp() override {
        if (process_source::watch(::getpid())) return;
        EXPECT_FAILS(process_source::watch(::getpid()), errc::unsupported);
        GTEST_SKIP() << "this system cannot wait for a process";
    }
};

TEST_F(process, is_readable_when_it_has_ended) {
    for (mode how : {mode::edge, mode::level, mode::one_shot}) {
        queue q;
        child c{7};
        const process_source watched = must(process_source::watch(c.pid()));
        EXPECT_TRUE(watched);
        const registration r = q.add(watched.source(), 5, interest::readable, how);
        EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
        c.end();
        const std::vector<event> got = q.wait();
        ASSERT_EQ(got.size(), 1U);
        EXPECT_EQ(got[0].token(), token{5});
        EXPECT_TRUE(got[0].is_readable());
        EXPECT_EQ(c.reap(), 7) << "the status is left for waitpid";
    }
}

TEST_F(process, that_has_ended_before_is_readable_at_once) {
    queue q;
    child c{3};
    c.end();
    c.until_zombie();
    const process_source watched = must(process_source::watch(c.pid()));
    const registration r = q.add(watched.source(), 1, interest::readable, mode::level);
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1)) << "an end is for ever";
    EXPECT_EQ(c.reap(), 3);
}

TEST_F(process, each_of_several_is_told_by_its_own_name) {
    queue q;
    child first{1};
    child second{2};
    const process_source one = must(process_source::watch(first.pid()));
    const process_source two = must(process_source::watch(second.pid()));
    const registration r1 = q.add(one.source(), 1, interest::readable);
    const registration r2 = q.add(two.source(), 2, interest::readable);
    second.end();
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(2));
    first.end();
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
}

TEST_F(process, killed_by_a_signal_has_ended_too) {
    queue q;
    child c{0};
    const process_source watched = must(process_source::watch(c.pid()));
    const registration r = q.add(watched.source(), 1, interest::readable);
    ASSERT_EQ(::kill(c.pid(), SIGKILL), 0);
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
}

TEST_F(process, source_is_closed_on_exec_and_with_the_object) {
    child c{0};
    int number = -1;
    {
        const process_source watched = must(process_source::watch(c.pid()));
        number = watched.source().fd;
        EXPECT_NE(::fcntl(number, F_GETFD) & FD_CLOEXEC, 0);
    }
    EXPECT_LT(::fcntl(number, F_GETFD), 0);
}

TEST_F(process, that_is_none_is_an_error_with_its_number) {
    int gone = 0;
    {
        child c{0};
        gone = c.pid();
    }
    const result<process_source> watched = process_source::watch(gone);
    EXPECT_FAILS(watched, std::errc::no_such_process);
    EXPECT_THAT(watched.error().message(),
                ::testing::HasSubstr("watch process " + std::to_string(gone)));
    EXPECT_FAILS(process_source::watch(0), std::errc::invalid_argument);
    EXPECT_FAILS(process_source::watch(-1), std::errc::invalid_argument);
}

}  // namespace
}  // namespace bounce::minimio::testing
