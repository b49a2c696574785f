#include "allocations.hpp"
#include "sync_support.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/sync/mpsc.hpp"
#include "bounce/runtime/sync/mutex.hpp"
#include "bounce/runtime/sync/notify.hpp"
#include "bounce/runtime/sync/oneshot.hpp"
#include "bounce/runtime/sync/semaphore.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <utility>

// Every allocation of this program through operator new is counted, and those of its coroutine frames
// are counted too where they do not come from free lists. So: waiting, handing over, cancelling and
// losing a select must leave the count alone.

namespace bounce {
namespace {

using sync_test::run;

/// The rounds of a test's loop. After some of them the counting begins.
class rounds {
public:
    explicit rounds(std::size_t& before) noexcept : before_{&before} {}
    [[nodiscard]] bool more() noexcept {
        if (++round_ == 10) *before_ = allocations::of_all_threads.load();
        return round_ <= 50;
    }

private:
    std::size_t* before_;
    int round_ = 0;
};

/// What the loops of two tasks allocate while they run beside each other. (They await nothing but
/// operations: under a sanitizer a coroutine's frame is always a new allocation.)
template <class Setup, class A, class B>
std::size_t allocated_by(Setup& shared, A first, B second) {
    std::size_t counted = 1;
    run([&]() -> task<void> {
        std::size_t before = 0;
        std::size_t ignored = 0;
        join_handle<void> other = spawn(second(shared, rounds{ignored}));
        join_handle<void> handle = spawn(first(shared, rounds{before}));
        const result<void> first_done = co_await handle;
        const result<void> second_done = co_await other;
        counted = allocations::of_all_threads.load() - before;
        EXPECT_TRUE(first_done && second_done);
    });
    return counted;
}

TEST(sync_allocation, is_counted) {
    const std::size_t before = allocations::of_all_threads.load();
    ::operator delete(::operator new(1));  // not through an expression, which may be left out
    EXPECT_GT(allocations::of_all_threads.load(), before);
}

TEST(sync_allocation, none_for_a_mutex) {
    mutex m;
    auto body = [](mutex& shared, rounds r) -> task<void> {
        while (r.more()) {
            const auto guard = co_await shared.lock();
            co_await yield_now();
            co_await yield_now();
        }
    };
    EXPECT_EQ(allocated_by(m, body, body), 0U);
}

TEST(sync_allocation, none_for_a_semaphore) {
    semaphore s{3};
    auto body = [](semaphore& shared, rounds r) -> task<void> {
        while (r.more()) {
            const auto permits = co_await shared.acquire(2);
            co_await yield_now();
            co_await yield_now();
        }
    };
    EXPECT_EQ(allocated_by(s, body, body), 0U);
}

TEST(sync_allocation, none_for_a_notify) {
    struct pair {
        notify ping;
        notify pong;
    } both;
    auto first = [](pair& shared, rounds r) -> task<void> {
        while (r.more()) {
            co_await yield_now();  // the other one waits by now
            shared.ping.notify_all();
            static_cast<void>(co_await shared.pong.wait());
        }
    };
    auto second = [](pair& shared, rounds r) -> task<void> {
        while (r.more()) {
            static_cast<void>(co_await shared.ping.wait());
            shared.pong.notify_one();
        }
    };
    EXPECT_EQ(allocated_by(both, first, second), 0U);
}

TEST(sync_allocation, none_for_a_channel_once_it_is_made) {
    auto channel = make_mpsc<int>(1);
    auto send = [](decltype(channel)& shared, rounds r) -> task<void> {
        while (r.more()) {
            for (int i = 0; i < 3; ++i) static_cast<void>(co_await shared.first.send(i));
            auto permit = co_await shared.first.reserve();
            static_cast<void>(permit->send(3));
            const mpsc_sender<int> copy = shared.first;
            EXPECT_FALSE(copy.is_closed());
        }
    };
    auto receive = [](decltype(channel)& shared, rounds r) -> task<void> {
        while (r.more()) {
            for (int i = 0; i < 4; ++i) EXPECT_EQ((co_await shared.second.receive()).value(), i);
        }
    };
    EXPECT_EQ(allocated_by(channel, send, receive), 0U);
}

TEST(sync_allocation, none_for_a_select_and_its_losing_arms) {
    struct three {
        mutex m;
        notify n;
        std::pair<mpsc_sender<int>, mpsc_receiver<int>> channel = make_mpsc<int>(1);
    } shared_three;
    const mutex_guard held = shared_three.m.try_lock().value();
    auto first = [](three& shared, rounds r) -> task<void> {
        while (r.more()) {
            auto outcome =
                co_await select(shared.m.lock(), shared.n.wait(), shared.channel.second.receive());
            EXPECT_EQ(outcome.index(), 2U);
        }
    };
    auto second = [](three& shared, rounds r) -> task<void> {
        while (r.more()) {
            static_cast<void>(co_await shared.channel.first.send(1));
            co_await yield_now();
        }
    };
    EXPECT_EQ(allocated_by(shared_three, first, second), 0U);
}

TEST(sync_allocation, one_for_a_oneshot) {
    run([]() -> task<void> {
        std::optional<oneshot_receiver<int>> awaited;
        result<int> got = 0;
        auto body = [&awaited, &got]() -> task<void> { got = co_await awaited->receive(); };
        for (int round = 0; round < 2; ++round) {
            const std::size_t before = allocations::of_all_threads.load();
            auto [sender, receiver] = make_oneshot<int>();
            EXPECT_EQ(allocations::of_all_threads.load() - before, 1U);
            awaited.emplace(std::move(receiver));
            auto waiting = spawn(body);
            co_await sync_test::settle();
            const std::size_t waiting_now = allocations::of_all_threads.load();
            EXPECT_TRUE(sender.send(round).has_value());
            static_cast<void>(co_await waiting);
            EXPECT_EQ(allocations::of_all_threads.load(), waiting_now);
            EXPECT_EQ(got.value(), round);
        }
    });
}

}  // namespace
}  // namespace bounce
