#include "trace_support.hpp"

#include "bounce/base/limits.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/runtime/trace_sink.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace bounce {
namespace {

namespace files = std::filesystem;

using trace_test::count;

class trace_file : public testing::Test {
protected:
    void open() { sink_ = file_trace(file_.path()).value(); }
    void close() { sink_.reset(); }

    void say(std::uint32_t thread, trace_kind kind, const char* label, std::uint64_t id,
             std::uint64_t cause = 0) {
        static constexpr const char* names[] = {"main", "pool0", "pool\"1\"", "für"};
        trace_event e;
        e.time = nanoseconds{time_ += 500};
        e.thread_number = thread;
        e.thread = names[thread];
        e.kind = kind;
        e.label = label;
        e.id = id;
        e.cause = cause;
        sink_->write(e);
    }

    /// A job of a task: asked for on `main`, done on `pool0`, and its outcome called back.
    void tell_of_job(std::uint64_t job, std::uint64_t task) {
        say(0, trace_kind::task_resumed, "reader", task);
        say(0, trace_kind::job_submitted, "file read", job, task);
        say(0, trace_kind::task_suspended, "a job of the pool", task);
        say(1, trace_kind::job_received, "file read", job, task);
        say(1, trace_kind::job_finished, "file read", job, task);
        say(0, trace_kind::task_resumed, "reader", task);
        say(0, trace_kind::task_suspended, "its turn", task);
        say(0, trace_kind::callback_begun, "operation", 0, task);
        say(0, trace_kind::task_resumed, "reader", task);
        say(0, trace_kind::task_finished, "reader", task);
    }

    trace_test::temporary_file file_;
    std::shared_ptr<trace_sink> sink_;
    std::int64_t time_ = 0;
};

TEST_F(trace_file, is_json_even_without_an_event) {
    open();
    close();
    EXPECT_TRUE(file_.is_well_formed_trace());
}

TEST_F(trace_file, shows_jobs_and_tasks_as_slices_with_their_names) {
    open();
    tell_of_job(4, 9);
    close();
    EXPECT_TRUE(file_.is_well_formed_trace());
    const std::string written = file_.text();
    EXPECT_EQ(count(written, R"("ph":"B")"),
              6U);  // three turns of the task; asked, done, called back
    EXPECT_EQ(count(written, R"("ph":"E")"), 6U);
    EXPECT_EQ(count(written, R"("name":"reader","args":{"task":9})"), 3U);
    EXPECT_EQ(count(written, R"("name":"file read","args":{"job":4})"), 2U);
    EXPECT_EQ(count(written, R"("args":{"waits for":"a job of the pool"})"), 1U);
    EXPECT_EQ(count(written, R"("thread_name")"), 2U);
    EXPECT_NE(written.find(R"("tid":2,"ts":2.000,"cat":"job")"), std::string::npos);
}

TEST_F(trace_file, leads_an_arrow_from_the_asker_over_the_pool_to_who_goes_on) {
    open();
    tell_of_job(4, 9);
    close();
    const std::string written = file_.text();
    const std::string arrow = R"(,"cat":"job","name":"job","id":4)";
    EXPECT_NE(written.find(R"("ph":"s","pid":1,"tid":1,"ts":1.000)" + arrow), std::string::npos);
    EXPECT_NE(written.find(R"("ph":"t","pid":1,"tid":2,"ts":2.000)" + arrow), std::string::npos);
    EXPECT_NE(written.find(R"("ph":"f","pid":1,"tid":1,"ts":3.000)" + arrow), std::string::npos);
    EXPECT_EQ(count(written, arrow), 3U);
}

TEST_F(trace_file, shows_the_rest_as_instants) {
    open();
    say(0, trace_kind::thread_started, "main", 0);
    say(0, trace_kind::tick, "", 3);
    say(0, trace_kind::event_ready, "epoll", 5);
    say(0, trace_kind::timer_fired, "timeout", 2);
    say(0, trace_kind::task_spawned, "copy", 7);
    say(0, trace_kind::thread_finished, "main", 0);
    close();
    EXPECT_TRUE(file_.is_well_formed_trace());
    EXPECT_EQ(count(file_.text(), R"("ph":"i")"), 6U);
    EXPECT_EQ(count(file_.text(), R"("name":"tick","args":{"tick":3},"s":"t")"), 1U);
}

TEST_F(trace_file, nests_slices_whatever_it_is_told) {
    open();
    say(1, trace_kind::job_finished, "began before the trace", 1);
    say(1, trace_kind::job_received, "outer", 2);
    say(1, trace_kind::task_resumed, "inner, whose end is never told", 3);
    say(1, trace_kind::job_finished, "outer", 2);
    say(0, trace_kind::task_finished, "never began", 4);
    for (std::uint64_t i = 0; i < 20; ++i) say(2, trace_kind::task_resumed, "deep", i);
    for (std::uint64_t i = 20; i > 0; --i) say(2, trace_kind::task_suspended, "", i - 1);
    say(3, trace_kind::task_resumed, "für \"alle\"\n", 5);
    say(3, trace_kind::task_suspended, "\xff", 5);
    close();
    EXPECT_TRUE(file_.is_well_formed_trace());
    EXPECT_EQ(count(file_.text(), R"("ph":"B")"), 2U + 8U + 1U);
}

TEST_F(trace_file, is_complete_after_every_flush_and_goes_on) {
    open();
    for (std::uint64_t job = 1; job <= 3; ++job) {
        tell_of_job(job, job + 100);
        sink_->flush();
        EXPECT_TRUE(file_.is_well_formed_trace());
        EXPECT_EQ(count(file_.text(), R"("name":"file read")"), 2 * job);
    }
    sink_->flush();
    close();
    EXPECT_TRUE(file_.is_well_formed_trace());
    EXPECT_EQ(count(file_.text(), "]}"), 1U);
}

TEST_F(trace_file, takes_many_events_from_several_threads) {
    open();
    std::vector<os_thread> threads;
    for (std::uint32_t n = 0; n < 4; ++n) {
        threads.emplace_back([this, n] {
            const std::string name = "thread" + std::to_string(n);
            trace_event e;
            e.thread = name.c_str();
            e.thread_number = n;
            e.label = "work";
            for (std::uint64_t i = 1; i <= 5'000; ++i) {
                e.id = i * 4 + n;
                for (const auto kind : {trace_kind::job_submitted, trace_kind::job_received,
                                        trace_kind::job_finished}) {
                    e.kind = kind;
                    e.time += nanoseconds{100};
                    sink_->write(e);
                }
            }
        });
    }
    for (auto& t : threads) t.join();
    close();
    EXPECT_TRUE(file_.is_well_formed_trace());
    EXPECT_EQ(count(file_.text(), R"("ph":"B")"), 4U * 5'000U * 2U);
}

TEST_F(trace_file, forgets_the_oldest_askers_beyond_its_limit) {
    constexpr std::uint64_t jobs = limits::traced_jobs + 10;
    open();
    for (std::uint64_t i = 1; i <= jobs; ++i)
        say(0, trace_kind::job_submitted, "work", i, i + 100'000);
    for (std::uint64_t i = 1; i <= jobs; ++i) {
        say(1, trace_kind::job_received, "work", i);
        say(1, trace_kind::job_finished, "work", i);
    }
    for (std::uint64_t i = 1; i <= jobs; ++i) {
        say(0, trace_kind::task_resumed, "asker", i + 100'000);
        say(0, trace_kind::task_finished, "asker", i + 100'000);
    }
    tell_of_job(jobs + 1, 7);  // there is room for a new one
    close();
    EXPECT_TRUE(file_.is_well_formed_trace());
    EXPECT_EQ(count(file_.text(), R"("ph":"t")"), limits::traced_jobs + 1U);
    EXPECT_EQ(count(file_.text(), R"("ph":"f")"), limits::traced_jobs + 1U);
}

TEST_F(trace_file, is_private_and_truncates_what_was_there) {
    file_.write(std::string(10'000, '{'));
    open();
    close();
    EXPECT_TRUE(file_.is_well_formed_trace());
    file_.remove();
    open();
    close();
    EXPECT_EQ(files::status(file_.path()).permissions(),
              files::perms::owner_read | files::perms::owner_write);
}

TEST_F(trace_file, says_why_it_cannot_be_opened) {
    const auto sink = file_trace("/no/such/folder/trace.json");
    ASSERT_FALSE(sink.has_value());
    EXPECT_EQ(sink.error(), std::errc::no_such_file_or_directory);
    EXPECT_NE(sink.error().message().find("/no/such/folder/trace.json"), std::string::npos)
        << sink.error().message();
}

TEST_F(trace_file, ends_with_one_line_when_the_disk_is_full) {
    if (!files::exists("/dev/full")) GTEST_SKIP() << "this system has no /dev/full";
    testing::internal::CaptureStderr();
    sink_ = file_trace("/dev/full").value();
    for (std::uint64_t job = 1; job <= 1'000; ++job) tell_of_job(job, job);
    sink_->flush();
    close();
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_EQ(count(said, "\n"), 1U) << said;
    EXPECT_NE(said.find("write the trace /dev/full: No space left on device"), std::string::npos)
        << said;
}

TEST_F(trace_file, ends_properly_where_it_cannot_seek) {
    ASSERT_EQ(std::system(("mkfifo '" + file_.path() + "'").c_str()), 0);
    std::string read;
    os_thread reader{[&] { read = file_.text(); }};
    open();
    tell_of_job(1, 2);
    sink_->flush();
    tell_of_job(3, 4);
    sink_->flush();
    close();
    reader.join();
    file_.remove();
    file_.write(read);
    EXPECT_TRUE(file_.is_well_formed_trace());
    EXPECT_EQ(count(read, "]}"), 1U);
}

}  // namespace
}  // namespace bounce
