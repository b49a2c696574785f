#include "bounce/runtime/trace_sink.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bounce {
namespace {

trace_event event(const char* thread, trace_kind kind, const char* label, std::uint64_t id) {
    trace_event e;
    e.thread = thread;
    e.kind = kind;
    e.label = label;
    e.id = id;
    return e;
}

std::string printed(const trace_event& e) {
    const auto sink = terminal_trace();
    testing::internal::CaptureStdout();
    sink->write(e);
    return testing::internal::GetCapturedStdout();
}

TEST(trace_terminal, says_each_event_in_a_line) {
    const struct {
        trace_event said;
        const char* line;
    } cases[] = {
        {event("main", trace_kind::tick, "", 3), "main: ===== TICK 3 =====\n"},
        {event("main", trace_kind::job_submitted, "file read", 4),
         "main: submitted a task of kind: file read (job 4)\n"},
        {event("pool1", trace_kind::job_received, "file read", 4),
         "pool1: received a task of kind: file read (job 4)\n"},
        {event("pool1", trace_kind::job_finished, "file read", 4),
         "pool1: finished a task of kind: file read (job 4)\n"},
        {event("epoll", trace_kind::event_ready, "epoll", 3), "epoll: epoll event 3 is ready\n"},
        {event("main", trace_kind::timer_fired, "timeout", 2), "main: timer 2 fired\n"},
        {event("main", trace_kind::timer_fired, "sleep", 0), "main: a timer fired: sleep\n"},
        {event("main", trace_kind::callback_begun, "immediate", 0),
         "main: runs a callback: immediate\n"},
        {event("main", trace_kind::task_spawned, "copy", 7), "main: spawned task 7 (copy)\n"},
        {event("worker1", trace_kind::task_finished, "", 7), "worker1: finished task 7\n"},
        {event("pool0", trace_kind::thread_started, "pool0", 0), "pool0: STARTED\n"},
        {event("pool0", trace_kind::thread_finished, "pool0", 0), "pool0: FINISHED\n"},
        {event("main", trace_kind::task_resumed, "copy", 7), ""},
        {event("main", trace_kind::task_suspended, "sleep", 7), ""},
    };
    for (const auto& c : cases) EXPECT_EQ(printed(c.said), c.line);
}

TEST(trace_terminal, keeps_its_line_ends_with_names_of_any_length) {
    const std::string name(100'000, 'x');
    const std::string line =
        printed(event(name.c_str(), trace_kind::job_received, name.c_str(), 1));
    EXPECT_EQ(line.substr(line.size() - 9), " (job 1)\n");
}

struct recorder final : trace_sink {
    recorder(std::string& l, char n) : log{&l}, name{n} {}
    void write(const trace_event&) noexcept override { *log += name; }
    void flush() noexcept override { *log += static_cast<char>(name - 'a' + 'A'); }
    std::string* log;
    char name;
};

TEST(trace_both, gives_every_event_and_flush_to_both) {
    std::string log;
    const auto both =
        both_traces(std::make_shared<recorder>(log, 'a'), std::make_shared<recorder>(log, 'b'));
    both->write(trace_event{});
    both->flush();
    EXPECT_EQ(log, "abAB");
}

TEST(trace_both, is_the_other_one_when_one_is_missing) {
    const auto sink = terminal_trace();
    EXPECT_EQ(both_traces(sink, nullptr), sink);
    EXPECT_EQ(both_traces(nullptr, sink), sink);
    EXPECT_EQ(both_traces(nullptr, nullptr), nullptr);
}

}  // namespace
}  // namespace bounce
