#include "support.hpp"

#include "bounce/base/limits.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/fs/fs.hpp"
#include "bounce/runtime/submit.hpp"
#include "bounce/runtime/yield_now.hpp"

#include <cstdlib>

namespace bounce::fs_test {
namespace {

/// Keeps the only thread of a pool busy until it is opened.
class gate {
public:
    void wait() {
        unique_lock<os_mutex> lock{mutex_};
        reached_ = true;
        changed_.notify_all();
        changed_.wait(lock, [&] { return open_; });
    }
    void open() {
        const lock_guard<os_mutex> lock{mutex_};
        open_ = true;
        changed_.notify_all();
    }
    void wait_until_reached() {
        unique_lock<os_mutex> lock{mutex_};
        changed_.wait(lock, [&] { return reached_; });
    }

private:
    os_mutex mutex_;
    os_condition changed_;
    bool reached_ = false;
    bool open_ = false;
};

class cancellation : public place {};

task<void> hold(gate& closed) {
    const auto job = [&closed] { closed.wait(); };
    (co_await submit("gate", job)).value();
}

TEST_F(cancellation, a_job_that_waits_in_the_queue_never_runs) {
    const auto body = [&]() -> task<void> {
        gate closed;
        auto busy = spawn(hold(closed));
        auto writing = spawn(fs::write_file(path("a"), "content"));
        co_await yield_now();
        closed.wait_until_reached();
        writing.abort();
        EXPECT_EQ((co_await writing).error(), errc::cancelled);
        EXPECT_FALSE(busy.ended());
        closed.open();
        EXPECT_TRUE((co_await busy).has_value());
        (co_await fs::write_file(path("b"), "after")).value();
        EXPECT_FALSE(is_there("a"));
    };
    run(body, 1);
}

TEST_F(cancellation, a_job_that_runs_is_waited_for) {
    // Opening a FIFO waits for its other end: the job runs for as long as we like.
    const std::string make = "mkfifo '" + path("fifo") + "'";
    ASSERT_EQ(std::system(make.c_str()), 0);
    const auto open_files = [] {
        return std::distance(std::filesystem::directory_iterator{"/proc/self/fd"}, {});
    };
    run([&]() -> task<void> {
        EXPECT_FALSE((co_await fs::exists(path("no"))).value());  // starts the pool
        const auto before = open_files();
        auto opening = spawn(fs::file::open(path("fifo")));
        co_await yield_now();
        opening.abort();
        co_await yield_now();
        while (!opening.ended()) {
            const std::fstream other{path("fifo"), std::ios::in | std::ios::out};
            co_await yield_now();
        }
        EXPECT_EQ((co_await opening).error(), errc::cancelled);
        EXPECT_EQ(open_files(), before);  // a file that was opened for nobody is closed
    });
}

TEST_F(cancellation, a_chunk_that_was_read_for_a_cancelled_call_is_not_lost) {
    const std::string content = noise(2000);
    put("a", content);
    run([&]() -> task<void> {
        const fs::read_chunks_options ten(10);
        const auto chunks = fs::read_chunks(path("a"), ten);
        std::string all;
        int cancelled = 0;
        for (int i = 0;; ++i) {
            auto reading = spawn(chunks.next());
            for (int n = i % 7; n > 0; --n) co_await yield_now();
            if (i % 3 != 0) reading.abort();
            const result<std::optional<bytes>> next = co_await reading;
            if (!next) {
                EXPECT_EQ(next.error(), errc::cancelled);
                ++cancelled;
                continue;
            }
            if (!*next) break;
            all += as_text(**next);
        }
        EXPECT_EQ(all, content);
        EXPECT_GT(cancelled, 0);
    });
}

TEST_F(cancellation, a_copy_under_way_is_removed) {
    put("a", "");
    std::filesystem::resize_file(path("a"), std::uintmax_t{64} * limits::copy_step_bytes);
    run([&]() -> task<void> {
        auto copying = spawn(fs::copy_file(path("a"), path("b")));
        while (!is_there("b") && !copying.ended()) co_await yield_now();
        copying.abort();
        const auto outcome = co_await copying;
        if (outcome) co_return;  // it was faster
        EXPECT_EQ(outcome.error(), errc::cancelled);
        EXPECT_FALSE(is_there("b"));
    });
}

TEST_F(cancellation, removing_a_tree_ends_between_two_jobs) {
    std::filesystem::create_directory(path("tree"));
    const std::size_t many = 20 * limits::remove_step_names;
    for (std::size_t i = 0; i < many; ++i) put("tree/" + std::to_string(i), "");
    run([&]() -> task<void> {
        auto removing = spawn(fs::remove_all(path("tree")));
        while ((co_await fs::list_directory(path("tree"))).value().size() == many) {
        }
        removing.abort();
        EXPECT_EQ((co_await removing).error(), errc::cancelled);
        EXPECT_GT(count("tree"), 0U);
        EXPECT_TRUE((co_await fs::remove_all(path("tree"))).has_value());
    });
}

}  // namespace
}  // namespace bounce::fs_test
