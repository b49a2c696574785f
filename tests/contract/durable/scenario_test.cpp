#include "durable_driver.hpp"
#include "durable_machine.hpp"
#include "suite.hpp"

#include "bounce/durable/failing_store.hpp"

#include <map>

// A whole run, on the engine and the store, in a world where each access to the store fails in turn:
// whatever happens, it ends the same, and no effect is lost or asked for under a second key.

namespace bounce::durable {

namespace {

constexpr std::uint64_t steps = 4;

/// A store that somebody else owns.
std::shared_ptr<store> borrowed(store& s) { return {std::shared_ptr<void>{}, &s}; }

/// The outside: what was asked of it, by key.
struct outside {
    std::map<std::string, std::vector<bytes>> received;
    std::size_t deliveries = 0;
};

}  // namespace

class scenario : public store_suite, public testing::WithParamInterface<driver_options> {
protected:
    /// One run of the counting machine to its end; how often the store was called.
    std::uint64_t play(std::uint64_t n, store_fault fault, const driver_options& how) {
        id_ = "play " + std::to_string(++plays_);
        start(id_);
        const auto plan = std::make_shared<fault_plan>(n, fault);
        const auto faulty = make_failing_store(borrowed(the_store()), plan);
        outside world;
        driver_options now_how = how;
        bool signalled = false;
        for (int lives = 0; !is_final(seen(id_).status); ++lives) {
            if (lives > 20) {
                ADD_FAILURE() << "the run does not come to an end, n = " << n;
                break;
            }
            now_how.pid = ++last_pid_;
            try {
                live(*faulty, world, now_how, signalled);
            } catch (const process_died&) {
                kill_process(now_how.pid);
            }
        }
        expect_the_same_end(world, n);
        return plan->calls();
    }

private:
    void live(store& faulty, outside& world, const driver_options& how, bool& signalled) {
        const counting_machine machine{steps};
        driver worker{faulty, machine, [&](const claimed_step& s) { return effect(s, world); },
                      how};
        for (int turns = 0; turns < 500 && !is_final(seen(id_).status); ++turns) {
            if (worker.turn()) continue;
            if (const auto wake = worker.next_wake()) {
                pass(*wake - now());
            } else if (!signalled) {
                signalled = true;
                signal(id_, "end");
            } else {
                ADD_FAILURE() << "nothing will ever happen again";
                return;
            }
        }
    }

    outcome effect(const claimed_step& step, outside& world) {
        const auto key = idempotency_key(step.run.uuid, step.step.number);
        // Nothing leaves before the commit that asks for it.
        EXPECT_EQ(seen_operation(id_, static_cast<std::uint64_t>(step.step.number)).key, key);
        ++world.deliveries;
        auto& bodies = world.received[key];
        bodies.push_back(step.step.body.arguments);
        if (step.step.number == operation_number{3} && bodies.size() < 3)
            return failure{"flaky", "not yet"};
        return step.step.body.arguments;
    }

    void expect_the_same_end(const outside& world, std::uint64_t n) {
        const auto record = seen(id_);
        EXPECT_EQ(record.status, run_status::completed) << "n = " << n;
        ASSERT_TRUE(record.result.has_value()) << "n = " << n;
        EXPECT_EQ(*record.result, outcome{to_bytes("10")}) << "n = " << n;
        EXPECT_EQ(world.received.size(), steps) << "n = " << n;
        std::size_t interrupted = 0;
        std::size_t tries = 0;
        for (const auto& op : value_of(call().operations(id_))) {
            interrupted += op.counts.interrupted;
            tries += op.counts.tries;
            if (op.number != operation_number{3})
                EXPECT_EQ(op.counts.tries, 0U) << "a death is no try, n = " << n;
            for (const auto& body : world.received.at(op.key))
                EXPECT_EQ(body, to_bytes(std::to_string(static_cast<std::uint64_t>(op.number))));
        }
        EXPECT_LE(tries, 2U) << "n = " << n;
        EXPECT_LE(world.deliveries, steps + 2 + interrupted) << "n = " << n;
        std::vector<std::string> lines;
        for (const auto& line : value_of(call().output(id_))) lines.push_back(line.text);
        EXPECT_THAT(lines,
                    testing::ElementsAre("after 1: 1", "after 2: 3", "after 3: 6", "after 4: 10"))
            << "n = " << n;
    }

    std::string id_;
    int plays_ = 0;
    std::int64_t last_pid_ = 1000;
};

TEST_P(scenario, ends_the_same_wherever_the_store_fails_and_whatever_follows) {
    for (const auto fault : {store_fault::before, store_fault::after}) {
        for (const bool dies : {false, true}) {
            auto how = GetParam();
            how.dies = dies;
            std::uint64_t n = 1;
            while (play(n, fault, how) >= n) {
                ASSERT_LT(n, 1000U);
                ASSERT_FALSE(HasFailure()) << "fault " << static_cast<int>(fault) << ", "
                                           << (dies ? "dies" : "repeats") << ", n = " << n;
                ++n;
            }
            EXPECT_GT(n, 20U) << "the scenario makes so many calls";
        }
    }
}

namespace {

driver_options acting(bool evicts, bool performs_own) {
    driver_options made;
    made.evicts = evicts;
    made.performs_own = performs_own;
    return made;
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(hot, scenario, testing::Values(acting(false, true)));
INSTANTIATE_TEST_SUITE_P(hot_steps_elsewhere, scenario, testing::Values(acting(false, false)));
INSTANTIATE_TEST_SUITE_P(evicted_everywhere, scenario, testing::Values(acting(true, false)));

}  // namespace bounce::durable
