// How runtimes are made and how they end.
#include "runtime_support.hpp"

#include "bounce/minimio/poll.hpp"
#include "bounce/runtime/callbacks.hpp"
#include "bounce/runtime/shield.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/submit.hpp"
#include "bounce/runtime/suspend_with.hpp"
#include "bounce/runtime/trace_sink.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace bounce {
namespace {

using namespace runtime_test;
using ::testing::HasSubstr;

TEST(runtime_options_test, that_contradict_each_other_are_refused) {
    const auto refused = [](const runtime_options& options, const char* why) {
        const auto rt = runtime::create(options);
        ASSERT_FALSE(rt.has_value()) << why;
        EXPECT_EQ(rt.error(), errc::invalid_argument);
        EXPECT_THAT(rt.error().message(), HasSubstr(why));
    };
    runtime_options options;
    options.kind = flavour::multi_thread;
    options.poll_thread = true;
    refused(options, "poll_thread goes with current_thread");
    options.poll_thread = false;
    options.time = time_source::virtual_time;
    refused(options, "virtual time goes with current_thread");
    options.kind = flavour::current_thread;
    options.poll_thread = true;
    refused(options, "virtual time does not go with poll_thread");
    options = runtime_options{};
    options.kind = flavour::multi_thread;
    options.workers = 65;
    refused(options, "65 threads: at most 64");
}

TEST(runtime_options_test, the_environment_sets_the_number_of_workers) {
    setenv("BOUNCE_WORKERS", "zero", 1);
    runtime_options options;
    options.kind = flavour::multi_thread;
    const auto refused = runtime::create(options);
    setenv("BOUNCE_WORKERS", "2", 1);
    auto rt = runtime::create(options);
    unsetenv("BOUNCE_WORKERS");
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(refused.error().message(), HasSubstr("BOUNCE_WORKERS=zero"));
    run_in(*rt, []() -> task<void> {
        // Two tasks that wait for each other without suspending: two workers and no more are needed.
        atomic<int> arrived{0};
        const auto meet = [&arrived]() -> task<std::string> {
            ++arrived;
            while (arrived < 2) thread_yield();
            co_return current_thread_name();
        };
        auto a = spawn(meet);
        auto b = spawn(meet);
        const auto first = co_await a;
        const auto second = co_await b;
        const std::set<std::string> names{first.value(), second.value()};
        EXPECT_EQ(names, (std::set<std::string>{"worker0", "worker1"}));
    });
}

// --- the end

class shutdown_test : public in_every_mode {
protected:
    void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};
INSTANTIATE_TEST_SUITE_P(, shutdown_test, ::testing::ValuesIn(every_mode), mode_name);

TEST_P(shutdown_test, stops_what_still_waits_and_lets_it_clean_up) {
    atomic<int> cancelled{0};
    atomic<int> cleaned{0};
    atomic<bool> begun{false};
    auto rt = make_runtime(GetParam());
    run_in(rt, [&]() -> task<void> {
        const auto sleeps = [&]() -> task<void> {
            begun = true;
            const auto r = co_await sleep(24h);
            if (!r && r.error() == errc::cancelled) ++cancelled;
            const auto careful = co_await shield(sleep(1ms));
            if (careful) ++cleaned;
        };
        for (int i = 0; i < 10; ++i) spawn(sleeps).detach();
        while (!begun) co_await yield_now();
        co_await settle();
    });
    EXPECT_TRUE(rt.shutdown(10s).empty());
    EXPECT_EQ(cancelled, cleaned);
    if (GetParam().kind == flavour::current_thread) {
        EXPECT_EQ(cleaned, 10);
    }
    EXPECT_TRUE(rt.shutdown(10s).empty()) << "the second time there is nothing to do";
}

TEST_P(shutdown_test, happens_in_the_destructor_and_destroys_every_frame) {
    atomic<int> alive{0};
    {
        auto rt = make_runtime(GetParam());
        run_in(rt, [&]() -> task<void> {
            struct counted {
                explicit counted(atomic<int>& n) : number{&n} { ++*number; }
                counted(counted&& other) noexcept : number{other.number} { ++*number; }
                counted& operator=(counted&&) = delete;
                ~counted() { --*number; }
                atomic<int>* number;
            };
            const auto sleeps = [](counted) -> task<void> {
                static_cast<void>(co_await sleep(24h));
            };
            for (int i = 0; i < 50; ++i) spawn(sleeps, counted{alive}).detach();
            co_return;
        });
        EXPECT_EQ(alive, 50);
    }
    EXPECT_EQ(alive, 0);
}

TEST_P(shutdown_test, waits_for_jobs_that_are_under_way) {
    atomic<bool> ended{false};
    atomic<bool> begun{false};
    {
        auto rt = make_runtime(GetParam());
        run_in(rt, [&]() -> task<void> {
            const auto works = [&]() -> task<void> {
                const auto work = [&] {
                    begun = true;
                    for (int i = 0; i < 2000; ++i) thread_yield();
                    ended = true;
                };
                static_cast<void>(co_await submit("slow", work));
                EXPECT_TRUE(ended);
            };
            spawn(works).detach();
            while (!begun) co_await yield_now();
        });
    }
    EXPECT_TRUE(ended);
}

TEST_P(shutdown_test, drops_callbacks_and_what_they_own) {
    if (GetParam().kind == flavour::multi_thread)
        GTEST_SKIP() << "callbacks without a loop to run them need a loop";
    bool dead[5] = {};
    {
        auto rt = make_runtime(GetParam());
        const auto never = [](const char* what, bool& flag) {
            return [what, mark = death_mark{flag}] { ADD_FAILURE() << what << " was called"; };
        };
        const auto done = rt.run([&] {
            unref(set_timeout(24h, never("timeout", dead[0])));
            unref(set_interval(24h, never("interval", dead[1])));
        });
        EXPECT_TRUE(done.has_value());
        rt.post(never("post", dead[2]));
        EXPECT_FALSE(dead[0] || dead[1] || dead[2]);
    }
    EXPECT_TRUE(dead[0] && dead[1] && dead[2]);
}

TEST_P(shutdown_test, names_a_task_that_does_not_end_in_time_and_leaves_it_behind) {
    // What is left behind is never freed, so this runs in a child process.
    const auto in_child = [] {
        auto rt = make_runtime(GetParam());
        static waker kept;
        atomic<bool> waits{false};
        run_in(rt, [&]() -> task<void> {
            const auto body = [&waits]() -> task<void> {
                const auto keep = [&waits](waker w) {
                    kept = std::move(w);
                    waits = true;
                };
                static_cast<void>(co_await shield(suspend_with(keep)));
            };
            spawn(in_task(body), "stubborn").detach();
            while (!waits) co_await yield_now();
            co_await settle();
        });
        const auto left = rt.shutdown(20ms);
        const bool right =
            left.size() == 1 && left[0].name == "stubborn" && left[0].waits_for == "a waker";
        for (const auto& u : left) std::fprintf(stderr, "%s\n", describe(u).c_str());
        {
            auto gone = std::move(rt);
        }
        kept.wake();  // nobody runs it any more, and nothing breaks
        std::_Exit(right ? 42 : 2);
    };
    EXPECT_EXIT(in_child(), ::testing::ExitedWithCode(42),
                "task [0-9]+ \"stubborn\" waits for a waker at .*shutdown_test.cpp:");
}

TEST_P(shutdown_test, names_a_job_that_hangs_and_leaves_it_behind) {
    const auto in_child = [] {
        auto rt = make_runtime(GetParam());
        static gate blocked;
        static atomic<bool> begun{false};
        static atomic<bool> ended{false};
        run_in(rt, []() -> task<void> {
            const auto works = []() -> task<void> {
                const auto work = [] {
                    begun = true;
                    blocked.pass();
                    ended = true;
                };
                static_cast<void>(co_await submit("hanging", work));
            };
            spawn(works).detach();
            while (!begun) co_await yield_now();
        });
        {
            auto gone = std::move(rt);
            for (const auto& u : gone.shutdown(20ms))
                std::fprintf(stderr, "%s\n", describe(u).c_str());
        }
        // The job ends after its runtime has.
        blocked.open();
        while (!ended) thread_yield();
        std::_Exit(42);
    };
    EXPECT_EXIT(in_child(), ::testing::ExitedWithCode(42),
                "\"hanging\" waits for its end on pool[0-9]");
}

TEST_P(shutdown_test, a_moved_runtime_goes_on) {
    auto a = make_runtime(GetParam());
    auto b = std::move(a);
    const auto body = []() -> task<void> { co_await yield_now(); };
    run_in(b, body);
    b = make_runtime(GetParam());  // ends the old one
    run_in(b, body);
}

TEST_P(shutdown_test, several_runtimes_live_side_by_side) {
    std::vector<runtime> many;
    for (int i = 0; i < 6; ++i) many.push_back(make_runtime(GetParam()));
    for (int round = 0; round < 3; ++round) {
        for (auto& rt : many) {
            run_in(rt, []() -> task<void> {
                static_cast<void>(co_await sleep(1us));
                const auto work = [] {};
                static_cast<void>(co_await submit("nothing", work));
            });
        }
    }
}

/// Keeps the names of threads that began and ended.
class thread_log final : public trace_sink {
public:
    void write(const trace_event& e) noexcept override {
        const lock_guard<os_mutex> guard{lock_};
        if (e.kind == trace_kind::thread_started) started_.insert(e.label);
        if (e.kind == trace_kind::thread_finished) finished_.insert(e.label);
    }
    void flush() noexcept override {}
    [[nodiscard]] std::set<std::string> started() const { return started_; }
    [[nodiscard]] std::set<std::string> finished() const { return finished_; }

private:
    os_mutex lock_;
    std::set<std::string> started_;
    std::set<std::string> finished_;
};

TEST_P(shutdown_test, every_thread_has_a_name_and_finishes) {
    auto log = std::make_shared<thread_log>();
    auto options = in_every_mode::options();
    options.trace = log;
    options.pool_threads = 2;
    {
        auto rt = runtime::create(options).value();
        run_in(rt, []() -> task<void> {
            const auto work = [] {};
            static_cast<void>(co_await submit("nothing", work));
        });
    }
    std::set<std::string> expected{"pool0", "pool1"};
    if (GetParam().poll_thread) expected.insert(std::string{minimio::poll::backend_name()});
    for (unsigned i = 0; i < GetParam().workers; ++i) expected.insert("worker" + std::to_string(i));
    EXPECT_EQ(log->started(), expected);
    if (GetParam().kind == flavour::current_thread) expected.insert("main");
    EXPECT_EQ(log->finished(), expected);
}

}  // namespace
}  // namespace bounce
