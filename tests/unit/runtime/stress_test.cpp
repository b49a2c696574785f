// Everything at once, in an order that a seed decides; BOUNCE_TEST_SEED repeats one.
#include "runtime_support.hpp"

#include "bounce/runtime/select.hpp"
#include "bounce/runtime/shield.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/submit.hpp"
#include "bounce/runtime/suspend_with.hpp"
#include "bounce/runtime/sync/mpsc.hpp"
#include "bounce/runtime/timeout.hpp"
#include "bounce/runtime/when_all.hpp"
#include "bounce/runtime/with_group.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace bounce {
namespace {

using namespace runtime_test;

class stress_test : public in_every_mode {};
INSTANTIATE_TEST_SUITE_P(, stress_test, ::testing::ValuesIn(every_mode), mode_name);

std::uint64_t seed() {
    const char* given = std::getenv("BOUNCE_TEST_SEED");  // NOLINT(concurrency-mt-unsafe)
    return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

/// What all tasks of one run share.
struct world {
    atomic<std::int64_t> begun{0};
    atomic<std::int64_t> ended{0};
    os_mutex lock;
    std::vector<waker> wakers;  ///< of tasks that wait for somebody to use them

    void leave(waker w) {
        const lock_guard<os_mutex> guard{lock};
        wakers.push_back(std::move(w));
    }
    void wake_some() {
        std::vector<waker> taken;
        {
            const lock_guard<os_mutex> guard{lock};
            taken.swap(wakers);
        }
        for (const auto& w : taken) w.wake();
    }
};

/// Counts a task that runs, however it ends.
class counted {
public:
    explicit counted(world& w) noexcept : world_{&w} { ++world_->begun; }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;
    ~counted() { ++world_->ended; }

private:
    world* world_;
};

task<result<int>> act(world& w, std::uint64_t random, int depth);

task<result<int>> in_group(world& w, std::uint64_t random, int depth) {
    auto body = [&](task_group& g) -> task<result<int>> {
        for (unsigned i = 0; i < random % 4; ++i)
            g.spawn(act(w, random * 31 + i, depth - 1)).detach();
        if (random % 5 == 0) g.cancel();
        if (random % 7 == 0) co_return errc::malformed;
        co_return co_await act(w, random * 37, depth - 1);
    };
    co_return co_await with_group(body);
}

task<result<int>> with_job(std::uint64_t random) {
    std::vector<std::uint64_t> buffer(16, random);
    const auto work = [&buffer, random] {
        for (auto& b : buffer) b ^= random;
        if (random % 11 == 0) throw std::runtime_error{"a job"};
        return 1;
    };
    if (random % 2 == 0) {
        const auto r = co_await select(submit("job", work), sleep(1us));
        co_return static_cast<int>(r.index());
    }
    co_return co_await submit("job", work);
}

task<result<int>> with_channel(std::uint64_t random) {
    auto [sender, receiver] = make_mpsc<int>(1 + random % 3);
    const auto sends = [](mpsc_sender<int> into, int n) -> task<void> {
        for (int i = 0; i < n; ++i) {
            if (auto sent = co_await into.send(i); !sent) co_return;
        }
    };
    auto producer = spawn(sends, std::move(sender), static_cast<int>(random % 16));
    int got = 0;
    for (;;) {
        const auto r = co_await select(receiver.receive(), sleep(10ms));
        if (r.index() == 1 || !std::get<0>(r)) break;
        ++got;
    }
    if (random % 3 == 0) producer.abort();
    co_return got;
}

task<result<int>> act(world& w, std::uint64_t random, int depth) {
    const counted here{w};
    random = random * 6364136223846793005U + 1442695040888963407U;
    const auto choice = (random >> 33U) % (depth > 0 ? 12 : 8);
    switch (choice) {
        case 0: co_await yield_now(); co_return 0;
        case 1:
            co_await co_await sleep(std::chrono::microseconds{(random >> 20U) % 200});
            co_return 1;
        case 2: {
            const auto leave = [&w](waker k) { w.leave(std::move(k)); };
            const auto r = co_await timeout(50us, suspend_with(leave));
            co_return r ? 2 : 0;
        }
        case 3: w.wake_some(); co_return 3;
        case 4: co_return co_await with_job(random >> 12U);
        case 5: co_return co_await with_channel(random >> 12U);
        case 6:
            if (random % 3 == 0) throw std::runtime_error{"a task"};
            co_return 6;
        case 7: {
            const auto r = co_await shield(sleep(5us));
            EXPECT_TRUE(r.has_value());
            co_return 7;
        }
        case 8: co_return co_await in_group(w, random >> 8U, depth);
        case 9: {
            auto handle = spawn(act(w, random >> 3U, depth - 1));
            if (random % 3 == 0) handle.abort();
            if (random % 5 == 0) co_return 9;  // detached
            const auto r = co_await select(handle, sleep(std::chrono::microseconds{random % 100}));
            co_return static_cast<int>(r.index());
        }
        case 10:
            co_return co_await timeout(std::chrono::microseconds{random % 300},
                                       act(w, random >> 5U, depth - 1));
        default: {
            const auto r =
                co_await select(act(w, random >> 7U, depth - 1), act(w, random >> 9U, depth - 1));
            co_return static_cast<int>(r.index());
        }
    }
}

TEST_P(stress_test, everything_that_begins_ends) {
    const auto start = seed();
    SCOPED_TRACE("BOUNCE_TEST_SEED=" + std::to_string(start));
    RecordProperty("seed", std::to_string(start));
    auto options = in_every_mode::options();
    atomic<int> unknown{0};
    // Only the type is looked at: the thread sanitizer does not see how libstdc++ shares exceptions.
    options.on_unhandled = [&unknown](const std::exception_ptr& thrown, std::string_view) {
        try {
            std::rethrow_exception(thrown);
        } catch (const std::runtime_error&) {
        } catch (...) {
            ++unknown;
        }
    };
    world w;
    {
        auto rt = runtime::create(options).value();
        run_in(rt, [&]() -> task<void> {
            std::vector<join_handle<result<int>>> handles;
            for (unsigned i = 0; i < 300; ++i) {
                handles.push_back(spawn(act(w, start + i * 7919U, 4)));
                if (i % 8 == 0) co_await yield_now();
                if (i % 9 == 0) handles[i / 2].abort();
            }
            for (auto& h : handles) {
                try {
                    static_cast<void>(co_await h);
                } catch (const std::runtime_error&) {
                }
            }
        });
    }
    EXPECT_EQ(w.begun, w.ended);
    EXPECT_GE(w.begun, 1);
    EXPECT_EQ(unknown, 0);
    w.wake_some();  // nobody is left
}

}  // namespace
}  // namespace bounce
