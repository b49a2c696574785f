#pragma once

#include "durable_calls.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/durable/errc.hpp"
#include "bounce/durable/store.hpp"
#include "bounce/durable/store_environment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

// What every store has to keep. The suite is compiled once and linked with one back end after the
// other; CMakeLists.txt says how a store joins.

namespace bounce::durable {

/// A store as the suite sees it: a place that can be opened. Each test gets one of its own, empty.
class store_under_test {
public:
    virtual ~store_under_test() = default;
    /// Opens the place. The store opened before, if any, has been destroyed.
    [[nodiscard]] virtual std::unique_ptr<store> open(store_environment around) = 0;
    /// The place keeps what it holds when the store is destroyed.
    [[nodiscard]] virtual bool keeps() const = 0;
};

/// Defined once by each back end.
[[nodiscard]] std::unique_ptr<store_under_test> make_store_under_test();

/// What the suite reads and changes from several threads: the time, and who is dead.
class small_world {
public:
    [[nodiscard]] nanoseconds now() const { return nanoseconds{now_.load()}; }
    void set(nanoseconds to) { now_.store(to.count()); }
    void kill(std::int64_t pid) {
        const lock_guard<os_mutex> lock{mutex_};
        dead_.insert(pid);
    }
    void revive_all() {
        const lock_guard<os_mutex> lock{mutex_};
        dead_.clear();
    }
    [[nodiscard]] bool is_dead(std::int64_t pid) const {
        const lock_guard<os_mutex> lock{mutex_};
        return dead_.contains(pid);
    }

private:
    atomic<std::int64_t> now_{std::chrono::nanoseconds{std::chrono::hours{24} * 20'000}.count()};
    mutable os_mutex mutex_;
    std::set<std::int64_t> dead_;
};

class store_suite : public testing::Test {
protected:
    store_suite() { open(); }
    /// No test leaves a store that contradicts itself.
    void TearDown() override { EXPECT_THAT(call().check().value(), testing::IsEmpty()); }

    void open(std::size_t history_limit = 1000, std::size_t inbox_limit = 10'000);
    /// Another place, with nothing in it and nobody dead.
    void open_empty();
    [[nodiscard]] calls call() const { return calls{*store_}; }
    [[nodiscard]] store& the_store() const { return *store_; }
    [[nodiscard]] bool keeps() const { return place_->keeps(); }

    [[nodiscard]] nanoseconds now() const { return world_->now(); }
    void pass(nanoseconds time) { world_->set(now() + time); }
    void kill_process(std::int64_t pid) { world_->kill(pid); }

    // --- starting and claiming ---------------------------------------------------------------------

    static code_blob blob(std::string_view content);
    [[nodiscard]] run_start run(std::string id) const;
    void start(const std::string& id) { ASSERT_TRUE(call().start({run(id)}).value().at(0)); }
    worker_number worker(std::int64_t pid = 100, nanoseconds lease = seconds{10});
    worker_claim wish(worker_number who, std::size_t limit = 100);
    std::vector<claimed_run> claim(worker_number who, std::size_t limit = 100) {
        return call().claim_runs(wish(who, limit)).value().runs;
    }
    /// The one run that there is to be claimed.
    claimed_run claim_one(worker_number who);
    std::vector<claimed_step> claim_steps(worker_number who, std::size_t limit = 100) {
        return call().claim_steps(wish(who, limit)).value().steps;
    }

    // --- committing --------------------------------------------------------------------------------

    /// A commit that consumes all that the claim showed and leaves the run waiting.
    static slice_commit next(const claimed_run& run, worker_number who);
    /// Commits, and brings the claim up to date. False: fenced.
    bool commit(claimed_run& run, slice_commit slice);
    static command step(std::uint64_t number, step_policy policy = {});
    static attempt_end ended(const claimed_step& step, outcome how = to_bytes("done"));
    /// A run that has begun and asks for step 1, which nobody performs yet.
    claimed_run run_with_step(const std::string& id, worker_number who, step_policy policy = {});

    // --- looking -----------------------------------------------------------------------------------

    run_record seen(const std::string& id) { return call().get_run(id).value(); }
    operation_record seen_operation(const std::string& id, std::uint64_t number);
    void signal(const std::string& id, const std::string& name) {
        ASSERT_TRUE(call().signal({{id, name, {}, {}}}).value().at(0));
    }
    /// What is in an inbox, in words: "started", "signal x", "finished 3", "failed 3 kind", "cancel".
    static std::vector<std::string> words(const std::vector<delivery>& inbox);

private:
    std::shared_ptr<small_world> world_ = std::make_shared<small_world>();
    std::unique_ptr<store_under_test> place_ = make_store_under_test();
    std::unique_ptr<store> store_;
    std::uint64_t ticket_ = 0;
};

}  // namespace bounce::durable
