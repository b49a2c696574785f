// The pool for blocking work.
#include "runtime_support.hpp"

#include "bounce/base/limits.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/submit.hpp"
#include "bounce/runtime/trace_sink.hpp"
#include "bounce/runtime/when_all.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>

namespace bounce {
namespace {

using namespace runtime_test;
using ::testing::AllOf;
using ::testing::HasSubstr;

class pool_test : public in_every_mode {};
INSTANTIATE_TEST_SUITE_P(, pool_test, ::testing::ValuesIn(every_mode), mode_name);

/// Keeps the events of jobs.
class job_log final : public trace_sink {
public:
    struct entry {
        trace_kind kind;
        std::string label;
        std::string thread;
        std::uint64_t id;
        std::uint64_t cause;
    };
    void write(const trace_event& e) noexcept override {
        const lock_guard<os_mutex> guard{lock_};
        if (e.kind == trace_kind::job_submitted || e.kind == trace_kind::job_received ||
            e.kind == trace_kind::job_finished)
            entries_.push_back({e.kind, e.label, e.thread, e.id, e.cause});
    }
    void flush() noexcept override {}
    [[nodiscard]] std::vector<entry> entries() const {
        const lock_guard<os_mutex> guard{lock_};
        return entries_;
    }

private:
    mutable os_mutex lock_;
    std::vector<entry> entries_;
};

TEST_P(pool_test, calls_the_work_on_another_thread_and_gives_what_it_returns) {
    run([]() -> task<void> {
        const auto here = this_thread_id();
        const auto elsewhere = [here] { return this_thread_id() != here; };
        const auto r = co_await submit("look around", elsewhere);
        EXPECT_TRUE(r.value());
        const auto nothing = [] {};
        const auto v = co_await submit("nothing", nothing);
        EXPECT_TRUE(v.has_value());
        const auto refuse = []() -> result<int> { return errc::not_found; };
        const auto e = co_await submit("refuse", refuse);
        EXPECT_EQ(e.error(), errc::not_found) << "results are not nested";
        auto movable = [p = std::make_unique<int>(4)] { return std::make_unique<int>(*p + 1); };
        const auto m = co_await submit("move", std::move(movable));
        EXPECT_EQ(*m.value(), 5);
        const auto plain = [] { return 6; };
        const auto b = co_await spawn_blocking(plain);
        EXPECT_EQ(b.value(), 6);
    });
}

TEST_P(pool_test, throws_in_the_task_what_the_work_threw) {
    run([]() -> task<void> {
        const auto fail = []() -> int { throw std::runtime_error{"on the pool"}; };
        std::string what;
        try {
            static_cast<void>(co_await submit("fail", fail));
        } catch (const std::runtime_error& e) {
            what = e.what();
        }
        EXPECT_EQ(what, "on the pool");
    });
}

TEST_P(pool_test, has_as_many_threads_as_it_was_told_named_in_order) {
    auto options = in_every_mode::options();
    options.pool_threads = 3;
    auto rt = runtime::create(options).value();
    run_in(rt, []() -> task<void> {
        // Three jobs that wait for each other can only end on three threads.
        atomic<int> arrived{0};
        const auto meet = [&arrived] {
            ++arrived;
            while (arrived < 3) thread_yield();
            return current_thread_name();
        };
        const auto [a, b, c] =
            co_await when_all(submit("meet", meet), submit("meet", meet), submit("meet", meet));
        const std::set<std::string> names{a.value(), b.value(), c.value()};
        EXPECT_EQ(names, (std::set<std::string>{"pool0", "pool1", "pool2"}));
    });
}

TEST_P(pool_test, never_leaves_a_job_behind_a_running_one_while_a_thread_is_idle) {
    auto options = in_every_mode::options();
    options.pool_threads = 4;
    auto rt = runtime::create(options).value();
    run_in(rt, []() -> task<void> {
        // Jobs that can only end together, again and again, so that threads fall idle at every moment.
        for (int round = 0; round < 200; ++round) {
            atomic<int> arrived{0};
            const int n = 2 + round % 3;
            const auto meet = [&arrived, n] {
                ++arrived;
                while (arrived < n) thread_yield();
                return 1;
            };
            const auto joins = [&meet]() -> task<int> {
                const auto r = co_await submit("meet", meet);
                co_return r.value_or(0);
            };
            std::vector<join_handle<int>> handles;
            for (int i = 0; i < n; ++i) handles.push_back(spawn(joins));
            for (auto& h : handles) {
                const auto r = co_await h;
                EXPECT_EQ(r.value(), 1);
            }
        }
    });
}

TEST_P(pool_test, gives_each_job_its_kind_an_id_of_its_own_and_its_task) {
    auto log = std::make_shared<job_log>();
    auto options = in_every_mode::options();
    options.trace = log;
    std::uint64_t reader_id = 0;
    {
        auto rt = runtime::create(options).value();
        run_in(rt, [&]() -> task<void> {
            const auto nothing = [] {};
            const auto reader = [&]() -> task<void> {
                for (int i = 0; i < 20; ++i)
                    static_cast<void>(co_await submit("file read", nothing));
            };
            auto handle = spawn(reader);
            reader_id = handle.id();
            for (int i = 0; i < 20; ++i) static_cast<void>(co_await submit("encrypt", nothing));
            static_cast<void>(co_await handle);
        });
    }
    std::map<std::uint64_t, std::vector<job_log::entry>> jobs;
    for (const auto& e : log->entries()) jobs[e.id].push_back(e);
    EXPECT_EQ(jobs.size(), 40U);
    for (const auto& [id, entries] : jobs) {
        ASSERT_EQ(entries.size(), 3U) << "job " << id;
        EXPECT_EQ(entries[0].kind, trace_kind::job_submitted);
        EXPECT_EQ(entries[1].kind, trace_kind::job_received);
        EXPECT_EQ(entries[2].kind, trace_kind::job_finished);
        EXPECT_THAT(entries[1].thread, ::testing::StartsWith("pool"));
        EXPECT_EQ(entries[1].thread, entries[2].thread);
        for (const auto& e : entries) EXPECT_EQ(e.label == "file read", e.cause == reader_id);
    }
}

TEST_P(pool_test, does_ten_thousand_jobs_of_many_tasks) {
    auto options = in_every_mode::options();
    options.pool_threads = 2;
    auto rt = runtime::create(options).value();
    atomic<int> done{0};
    run_in(rt, [&]() -> task<void> {
        const auto worker = [&done](int n) -> task<int> {
            int sum = 0;
            for (int i = 0; i < n; ++i) {
                const auto work = [&done, i] {
                    ++done;
                    return i;
                };
                const auto r = co_await submit("count", work);
                sum += r.value();
            }
            co_return sum;
        };
        std::vector<join_handle<int>> handles;
        for (int t = 0; t < 100; ++t) handles.push_back(spawn(worker, 100));
        for (auto& h : handles) {
            const auto sum = co_await h;
            EXPECT_EQ(sum.value(), 4950);
        }
    });
    EXPECT_EQ(done, 10'000);
    EXPECT_EQ(rt.metrics().jobs_submitted, 10'000U);
}

TEST_P(pool_test, a_queued_job_that_is_cancelled_never_runs_a_running_one_is_waited_for) {
    auto options = in_every_mode::options();
    options.pool_threads = 1;
    auto rt = runtime::create(options).value();
    run_in(rt, []() -> task<void> {
        gate blocked;
        atomic<bool> begun{false};
        atomic<bool> job_ended{false};
        const auto block = [&] {
            begun = true;
            blocked.pass();
            job_ended = true;
        };
        const auto running = [&]() -> task<bool> {
            const auto r = co_await submit("running", block);
            EXPECT_TRUE(job_ended) << "its task went on while the job ran";
            co_return !r && r.error() == errc::cancelled;
        };
        atomic<bool> ran{false};
        const auto touch = [&ran] { ran = true; };
        const auto queued = [&]() -> task<bool> {
            const auto r = co_await submit("queued", touch);
            co_return !r && r.error() == errc::cancelled;
        };
        auto first = spawn(running);
        while (!begun) co_await yield_now();
        std::vector<join_handle<bool>> others;
        for (int i = 0; i < 20; ++i) others.push_back(spawn(queued));
        co_await settle();
        for (auto& h : others) h.abort();
        for (auto& h : others) {
            const auto told = co_await h;
            EXPECT_TRUE(told.value_or(true))
                << "it is told at once, not when its turn would have come";
        }
        EXPECT_FALSE(job_ended);
        first.abort();
        co_await settle();
        EXPECT_FALSE(first.ended());
        blocked.open();
        const auto told = co_await first;
        EXPECT_TRUE(told.value());
        EXPECT_FALSE(ran);
    });
}

TEST_P(pool_test, cancelling_jobs_at_any_moment_is_safe) {
    run([]() -> task<void> {
        for (int round = 0; round < 50; ++round) {
            std::vector<join_handle<bool>> handles;
            const auto works = []() -> task<bool> {
                std::vector<int> buffer(100, 1);
                const auto fill = [&buffer] {
                    for (int& b : buffer) b = 2;
                };
                const auto r = co_await submit("fill", fill);
                // Either it ran to its end or it never began.
                co_return buffer.front() == buffer.back() && (!r || buffer.front() == 2);
            };
            for (int i = 0; i < 20; ++i) handles.push_back(spawn(works));
            for (int i = 0; i < round % 5; ++i) co_await yield_now();
            for (auto& h : handles) h.abort();
            for (auto& h : handles) {
                const auto r = co_await h;
                EXPECT_TRUE(r.value_or(true));
            }
        }
    });
}

/// Sets an environment variable for as long as it lives.
class with_variable {
public:
    with_variable(const char* name, const char* value) : name_{name} { setenv(name, value, 1); }
    with_variable(const with_variable&) = delete;
    with_variable& operator=(const with_variable&) = delete;
    ~with_variable() { unsetenv(name_); }

private:
    const char* name_;
};

TEST(pool_options, the_environment_sets_the_number_of_threads) {
    const with_variable set{"BOUNCE_POOL_THREADS", "1"};
    auto rt = runtime::create().value();
    run_in(rt, []() -> task<void> {
        const auto name = [] { return current_thread_name(); };
        for (int i = 0; i < 10; ++i) {
            const auto r = co_await submit("name", name);
            EXPECT_EQ(r.value(), "pool0");
        }
    });
}

TEST(pool_options, an_option_counts_more_than_the_environment) {
    const with_variable set{"BOUNCE_POOL_THREADS", "nonsense"};
    runtime_options options;
    options.pool_threads = 1;
    EXPECT_TRUE(runtime::create(options).has_value());
}

TEST(pool_options, a_bad_value_in_the_environment_is_an_error_that_names_it) {
    for (const char* bad : {"0", "-1", "four", "4x", " 4", "1025", "99999999999999999999"}) {
        const with_variable set{"BOUNCE_POOL_THREADS", bad};
        const auto rt = runtime::create();
        ASSERT_FALSE(rt.has_value()) << bad;
        EXPECT_EQ(rt.error(), errc::invalid_argument);
        EXPECT_THAT(rt.error().message(),
                    AllOf(HasSubstr(std::string{"BOUNCE_POOL_THREADS="} + bad),
                          HasSubstr("from 1 to 1024")));
    }
    const with_variable set{"BOUNCE_POOL_THREADS", ""};
    EXPECT_TRUE(runtime::create().has_value()) << "an empty one is as none";
}

TEST(pool_options, too_many_threads_are_refused) {
    runtime_options options;
    options.pool_threads = limits::pool_threads_max;
    EXPECT_TRUE(runtime::create(options).has_value());
    options.pool_threads = limits::pool_threads_max + 1;
    const auto rt = runtime::create(options);
    ASSERT_FALSE(rt.has_value());
    EXPECT_EQ(rt.error(), errc::invalid_argument);
    EXPECT_THAT(rt.error().message(), HasSubstr("1025 threads: at most 1024"));
}

}  // namespace
}  // namespace bounce
