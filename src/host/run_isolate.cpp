#include "bounce/host/run_isolate.hpp"

#include "bounce/base/clock.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/host/effect.hpp"
#include "bounce/runtime/join_handle.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/sync/notify.hpp"
#include "bounce/runtime/with_group.hpp"
#include "bounce/runtime/yield_now.hpp"
#include "bounce/script/engine.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bounce::host {

namespace {

/// Answers on their way from the tasks that found them to the task that runs the isolate.
class mailbox {
public:
    struct item {
        std::uint64_t operation;
        answer content;
    };

    void put(std::uint64_t operation, answer content) {
        {
            const std::lock_guard hold{lock_};
            items_.push_back({operation, std::move(content)});
        }
        changed_.notify_one();
    }
    [[nodiscard]] std::vector<item> take() {
        const std::lock_guard hold{lock_};
        return std::exchange(items_, {});
    }
    [[nodiscard]] auto changed() { return changed_.wait(); }

private:
    std::mutex lock_;  // guards items_
    std::vector<item> items_;
    notify changed_;
};

task<void> answer_with(task<answer> work, std::uint64_t operation, mailbox& into) {
    answer found = co_await std::move(work);
    into.put(operation, std::move(found));
}

/// One isolate being run. Lives inside the group of its operations.
class runner {
public:
    runner(script::isolate& iso, environment& world, const run_isolate_options& options,
           task_group& operations) noexcept
        : iso_{&iso}, world_{&world}, options_{options}, operations_{&operations} {}

    task<result<script::run_result>> run() {
        for (script::operation& open : iso_->open_operations()) begin(open);
        for (;;) {
            for (auto& [operation, found] : arrived_.take()) deliver(operation, std::move(found));
            script::run_result state = iso_->run(wall_clock_now(), options_.slice_fuel);
            pass_on_output();
            for (script::operation& wanted : iso_->take_requested()) begin(wanted);
            for (const std::uint64_t left : iso_->take_abandoned()) stop(left);
            switch (state.state) {
                case script::run_state::blocked: {
                    if (iso_->runnable()) break;  // something was refused at once
                    if (!state.wake_at && under_way_.empty()) {
                        // Signals come to durable runs only: nobody can send one to this isolate.
                        co_return error{errc::stalled}.in("it waits for ever: " +
                                                          iso_->describe_waits());
                    }
                    const result<void> waited = co_await wait(state.wake_at);
                    if (!waited) {
                        stop_all();
                        co_return waited.error();
                    }
                    break;
                }
                case script::run_state::out_of_fuel:
                    if (iso_->stopped()) {
                        stop_all();
                        co_return state;
                    }
                    co_await yield_now();
                    break;
                default: stop_all(); co_return state;
            }
        }
    }

private:
    void begin(const script::operation& wanted) {
        if (under_way_.contains(wanted.number)) return;
        script::fallible<task<answer>> work =
            perform(*world_, iso_->code().natives().natives(), wanted);
        if (!work) {
            iso_->deliver_failure(wanted.number, std::move(work).error());
            return;
        }
        under_way_.emplace(wanted.number, operations_->spawn(answer_with(*std::move(work),
                                                                         wanted.number, arrived_),
                                                             "script operation"));
    }

    void deliver(std::uint64_t operation, answer found) {
        under_way_.erase(operation);
        iso_->advance(wall_clock_now());
        std::move(found).deliver(*iso_, operation);
    }

    void stop(std::uint64_t operation) {
        if (const auto at = under_way_.find(operation); at != under_way_.end()) {
            at->second.abort();
            under_way_.erase(at);
        }
    }
    void stop_all() {
        for (auto& [number, work] : under_way_) work.abort();
        under_way_.clear();
    }

    void pass_on_output() {
        for (const script::output_line& line : iso_->take_output()) {
            if (world_->output) world_->output(line);
        }
    }

    task<result<void>> wait(std::optional<nanoseconds> wake_at) {
        if (!wake_at) co_return co_await arrived_.changed();
        // The wall clock may be set back or forth meanwhile: an hour is soon enough to look again.
        const nanoseconds left = *wake_at - wall_clock_now();
        auto pause = sleep(std::clamp(left, nanoseconds::zero(), nanoseconds{seconds{3600}}));
        auto first = co_await select(arrived_.changed(), std::move(pause));
        if (first.index() == 0) co_return std::get<0>(std::move(first));
        co_return std::get<1>(std::move(first));
    }

    script::isolate* iso_;
    environment* world_;
    run_isolate_options options_;
    task_group* operations_;
    mailbox arrived_;
    std::unordered_map<std::uint64_t, join_handle<void>> under_way_;
};

}  // namespace

task<result<script::run_result>> run_isolate(script::isolate& iso, environment& world,
                                             run_isolate_options options) {
    // The mailbox lives in the runner, which the group's tasks use: so it is outside the group.
    std::optional<runner> running;
    auto body = [&](task_group& operations) -> task<result<script::run_result>> {
        running.emplace(iso, world, options, operations);
        co_return co_await running->run();
    };
    co_return co_await with_group(std::move(body));
}

}  // namespace bounce::host
