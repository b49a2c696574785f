#include "runtime_support.hpp"
#include "trace_support.hpp"

#include "bounce/runtime/callbacks.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/submit.hpp"
#include "bounce/runtime/trace_sink.hpp"
#include "bounce/runtime/with_group.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

// What the sinks make of the events of real runtimes.
namespace bounce::runtime_test {
namespace {

using trace_test::count;

constexpr int jobs_of_each = 10;
constexpr int askers = 4;

task<void> ask_the_pool() {
    for (int i = 0; i < jobs_of_each; ++i) {
        auto work = [i] { return i; };
        const result<int> answer = co_await submit("counting", work);
        EXPECT_EQ(answer.value(), i);
        const nanoseconds pause{1'000};
        static_cast<void>(co_await sleep(pause));
    }
}

task<void> sleep_a_little() {
    const nanoseconds pause{1'000};
    static_cast<void>(co_await sleep(pause));
}

task<void> ask_from_several_tasks() {
    std::vector<join_handle<void>> handles;
    for (int i = 0; i < askers; ++i) handles.push_back(spawn(ask_the_pool(), "asker"));
    for (auto& handle : handles) static_cast<void>(co_await handle);
}

/// Keeps the events that a test asks for, as text: "label id<cause".
class recording_sink final : public trace_sink {
public:
    explicit recording_sink(trace_kind kind) noexcept : kind_{kind} {}
    void write(const trace_event& event) noexcept override {
        if (event.kind != kind_) return;
        const lock_guard<os_mutex> guard{lock_};
        events_.push_back(std::string{event.label} + " " + std::to_string(event.id) + "<" +
                          std::to_string(event.cause));
    }
    void flush() noexcept override {}
    [[nodiscard]] std::vector<std::string> events() const {
        const lock_guard<os_mutex> guard{lock_};
        return events_;
    }

private:
    trace_kind kind_;
    mutable os_mutex lock_;
    std::vector<std::string> events_;
};

class trace_in_every_mode : public in_every_mode {};
INSTANTIATE_TEST_SUITE_P(modes, trace_in_every_mode, ::testing::ValuesIn(every_mode), mode_name);

TEST_P(trace_in_every_mode, the_file_shows_every_job_with_its_arrow) {
    const trace_test::temporary_file file;
    runtime_options options = options_for(GetParam());
    options.trace = file_trace(file.path()).value();
    {
        auto rt = runtime::create(options).value();
        EXPECT_TRUE(rt.block_on(ask_from_several_tasks()).has_value());
    }
    // The options still hold the sink: the runtime flushed it at its end.
    EXPECT_TRUE(file.is_well_formed_trace());
    const std::string text = file.text();
    constexpr std::size_t jobs = std::size_t{jobs_of_each} * askers;
    EXPECT_EQ(count(text, R"("cat":"job","name":"counting")"), 2 * jobs);
    EXPECT_EQ(count(text, R"("ph":"s")"), jobs);
    EXPECT_EQ(count(text, R"("ph":"t")"), jobs);
    // A job that ends before its task has suspended does not resume it: then its arrow may end at the pool.
    EXPECT_LE(count(text, R"("ph":"f")"), jobs);
    EXPECT_EQ(count(text, R"("name":"thread_name","args":{"name":"pool0"})"), 1U);
}

TEST_P(trace_in_every_mode, the_terminal_tells_one_story_that_ends_for_every_thread) {
    runtime_options options = options_for(GetParam());
    options.trace = terminal_trace();
    testing::internal::CaptureStdout();
    {
        auto rt = runtime::create(options).value();
        EXPECT_TRUE(rt.block_on(ask_from_several_tasks()).has_value());
    }
    std::istringstream lines{testing::internal::GetCapturedStdout()};
    std::set<std::string> finished;
    std::string all;
    for (std::string line; std::getline(lines, line);) {
        const std::string thread = line.substr(0, line.find(": "));
        EXPECT_EQ(finished.count(thread), 0U) << "after its end: " << line;
        if (line == thread + ": FINISHED") finished.insert(thread);
        all += line + '\n';
    }
    constexpr std::size_t jobs = std::size_t{jobs_of_each} * askers;
    for (std::size_t job = 1; job <= jobs && GetParam().kind == flavour::current_thread; ++job) {
        const std::string what = " a task of kind: counting (job " + std::to_string(job) + ")\n";
        const auto submitted = all.find(": submitted" + what);
        const auto received = all.find(": received" + what);
        const auto done = all.find(": finished" + what);
        EXPECT_LT(submitted, received);
        EXPECT_LT(received, done);
        EXPECT_NE(done, std::string::npos);
    }
    EXPECT_EQ(count(all, ": submitted a task of kind: counting (job "), jobs);
    EXPECT_EQ(finished.count("pool0"), 1U) << all;
    EXPECT_EQ(finished.count("worker0"), GetParam().kind == flavour::multi_thread ? 1U : 0U) << all;
}

TEST_P(trace_in_every_mode, what_a_task_suspends_for_is_told_and_nothing_when_it_has_ended) {
    const auto sink = std::make_shared<recording_sink>(trace_kind::task_suspended);
    runtime_options options = options_for(GetParam());
    options.trace = sink;
    {
        auto rt = runtime::create(options).value();
        run_in(rt, []() -> task<void> {
            co_await yield_now();
            const milliseconds pause{20};
            static_cast<void>(co_await sleep(pause));
            auto work = [] { return 1; };
            static_cast<void>(co_await select(submit("counting", work)));
            auto body = [](task_group& group) -> task<void> {
                group.spawn(sleep_a_little(), "in a group").detach();
                co_return;
            };
            static_cast<void>(co_await with_group(body));
        });
    }
    std::vector<std::string> of_main;
    for (const std::string& event : sink->events()) {
        if (event.ends_with(" 1<0")) of_main.push_back(event.substr(0, event.size() - 4));
    }
    // A job, and on several workers a task of a group, may end before the task that waits for it has
    // suspended; and a task that goes on elsewhere may tell of its next wait first.
    std::erase(of_main, "select");
    using ::testing::UnorderedElementsAre;
    EXPECT_THAT(of_main, ::testing::AnyOf(
                             UnorderedElementsAre("its turn", "sleep", "the tasks of its group"),
                             UnorderedElementsAre("its turn", "sleep")));
}

TEST(trace_runtime, a_callback_names_its_timer_and_the_task_that_asked_for_it) {
    const auto sink = std::make_shared<recording_sink>(trace_kind::callback_begun);
    runtime_options options;
    options.time = time_source::virtual_time;
    options.trace = sink;
    {
        auto rt = runtime::create(options).value();
        run_in(rt, []() -> task<void> {
            const nanoseconds pause{1'000};
            set_timeout(pause, [] { set_timeout(nanoseconds::zero(), [] {}); });
            set_immediate([] {});
            next_tick([] {});
            post([] {});
            on_close([] {});
            static_cast<void>(co_await sleep(10 * pause));
        });
    }
    EXPECT_THAT(sink->events(),
                ::testing::UnorderedElementsAre("timeout 1<1", "timeout 2<0", "immediate 0<1",
                                                "next tick 0<1", "post 0<1", "close 0<1"));
}

TEST(trace_runtime, a_callback_runs_at_the_end_of_an_arrow) {
    const trace_test::temporary_file file;
    runtime_options options;
    options.trace = file_trace(file.path()).value();
    int called = 0;
    {
        auto rt = runtime::create(options).value();
        auto main = [&called] {
            auto work = [] { return 1; };
            submit("counting", work).then([&called](const result<int>& n) { called += n.value(); });
            set_timeout(nanoseconds{1'000}, [&called] { called += 10; });
        };
        EXPECT_TRUE(rt.run(main).has_value());
    }
    EXPECT_EQ(called, 11);
    EXPECT_TRUE(file.is_well_formed_trace());
    const std::string text = file.text();
    EXPECT_EQ(count(text, R"("ph":"f")"), 1U);
    EXPECT_EQ(count(text, R"("cat":"callback","name":"timeout")"), 1U);
}

}  // namespace
}  // namespace bounce::runtime_test
