#include "durable/engine/retry.hpp"
#include "suite.hpp"

#include "bounce/durable/memory_store.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <sstream>

// Random sequences of calls, made to the store and to the one in memory: whatever one says and shows, the
// other says and shows. The store's own numbers (of runs, of workers, of entries) may differ.

namespace bounce::durable {

namespace {

std::string name_of(const error& why) {
    return why.category().name() + std::string{":"} + std::to_string(why.value());
}

template <class T>
std::string text_of(const std::optional<T>& value) {
    if constexpr (std::is_same_v<T, nanoseconds>)
        return value ? std::to_string(value->count()) : "-";
    else
        return value ? std::string{as_text(*value)} : "-";
}

std::string text_of(const outcome& how) {
    if (how.succeeded()) return "value " + std::string{as_text(how.value())};
    return "failure " + how.why().kind + "/" + how.why().message;
}

struct event_text {
    std::string operator()(const delivery::started& e) const {
        return "started " + std::string{as_text(e.input)};
    }
    std::string operator()(const delivery::finished& e) const {
        return "finished " + std::to_string(static_cast<std::uint64_t>(e.operation)) + " " +
               text_of(e.outcome);
    }
    std::string operator()(const delivery::signal& e) const { return "signal " + e.name; }
    std::string operator()(const delivery::cancel& e) const { return "cancel " + e.reason; }
};

std::string text_of(const claimed_run& r) {
    std::ostringstream out;
    out << r.info.id << ' ' << r.info.uuid.to_string() << ' ' << r.info.function << " epoch "
        << r.epoch << " commits " << r.commits << " held " << r.held << " state "
        << text_of(r.state) << " claims " << r.claims << " crashes " << r.crashes << " told "
        << text_of(r.told_to_stop_at);
    for (const auto& d : r.inbox)
        out << " [" << d.at.count() << ' ' << std::visit(event_text{}, d.what) << ']';
    return out.str();
}

std::string text_of(const claimed_step& s) {
    std::ostringstream out;
    out << s.run.id << '/' << static_cast<std::uint64_t>(s.step.number) << '#' << s.attempt.attempt
        << ' ' << s.step.name << ' ' << s.counts.tries << ' ' << s.counts.interrupted << ' '
        << s.requested_at.count();
    return out.str();
}

std::string text_of(const run_record& r) {
    std::ostringstream out;
    out << r.info.id << ' ' << to_string(r.status) << " wait '" << r.waiting_for << "' result "
        << (r.result ? text_of(*r.result) : "-") << " created " << r.created_at.count() << " start "
        << r.start_at.count() << " ended " << text_of(r.ended_at) << " wake " << text_of(r.wake_at)
        << " cancelled " << text_of(r.cancelled_at) << " parent " << r.parent << " epoch "
        << r.epoch << " commits " << r.commits << " claims " << r.claims << " pid " << r.pid
        << " bytes " << r.state_bytes << " inbox " << r.inbox;
    for (const auto& s : r.undelivered_signals) out << " undelivered " << s;
    for (const auto& [k, v] : r.attributes) out << ' ' << k << '=' << v;
    return out.str();
}

std::string text_of(const operation_record& r) {
    std::ostringstream out;
    out << static_cast<std::uint64_t>(r.number) << ' ' << to_string(r.what) << ' '
        << to_string(r.state) << ' ' << r.name << ' ' << r.key << ' ' << r.attempts << ' '
        << r.counts.tries << ' ' << r.counts.interrupted << " at " << r.requested_at.count() << ' '
        << text_of(r.started_at) << ' ' << text_of(r.ended_at) << ' ' << text_of(r.retry_at)
        << " pid " << r.pid << ' ' << r.failure;
    return out.str();
}

std::string text_of(const history_entry& e) {
    return std::to_string(e.at.count()) + " " + std::string{to_string(e.what)} + " " +
           std::to_string(static_cast<std::uint64_t>(e.number)) + " " + e.text + " " +
           std::to_string(e.pid);
}

template <class T>
std::string sorted_texts(const std::vector<T>& all) {
    std::vector<std::string> texts;
    for (const auto& one : all) texts.push_back(text_of(one));
    std::ranges::sort(texts);
    std::string joined;
    for (const auto& t : texts) joined += t + "\n";
    return joined;
}

/// One of the two stores, with what a test has to remember of it.
struct side {
    explicit side(store& s) : call{s} {}

    calls call;
    std::map<int, worker_number> workers;  // by process id
    std::map<std::string, claimed_run> held;
    std::map<std::string, claimed_step> attempts;  // by run/operation#attempt
};

}  // namespace

class oracle : public store_suite {
protected:
    /// An empty store in memory with the clock of the test.
    std::unique_ptr<store> model() {
        store_environment around;
        around.clock = [this] { return now(); };
        return make_memory_store(std::move(around));
    }

    int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
    bool one_in(int n) { return below(n) == 0; }
    std::string some_id() { return "run " + std::to_string(below(8)); }
    /// Any element of a map; the map is not empty.
    template <class M>
    typename M::key_type some_key(const M& map) {
        return std::next(map.begin(), below(static_cast<int>(map.size())))->first;
    }

    /// Does the same on both sides and expects the same words.
    template <class F>
    void both(const char* what, F&& f) {
        const auto said = f(*real_);
        const auto expected = f(*model_);
        ASSERT_EQ(said, expected) << what << ", action " << action_;
        trail_ += std::string{what} + ": " + said + "\n";
    }

    void act();
    void start_one();
    void signal_one();
    void control_one();
    void new_worker();
    void claim_all();
    void claim_all_steps();
    void commit_some();
    void finish_one();
    void recover_all();
    void release_one();
    void retire_one();
    void compare_everything();
    slice_commit slice_for(const claimed_run& run, side& s, std::uint32_t seed);

    std::minstd_rand random_;
    int action_ = 0;
    std::string trail_;
    std::map<std::string, std::uint64_t> numbers_;  // the operation counter of each run
    std::map<std::string, int> holders_;
    int next_pid_ = 1;
    std::unique_ptr<store> memory_;
    std::optional<side> real_;  // while a test runs
    std::optional<side> model_;
};

void oracle::start_one() {
    auto wanted = run(some_id());
    if (one_in(3)) wanted.request_id = "request " + std::to_string(below(2));
    if (one_in(4)) wanted.start_at = now() + seconds{below(20)};
    both("start", [&](side& s) {
        const auto made = s.call.start({wanted}).value();
        return made[0] ? std::to_string(made[0]->repeated) : name_of(made[0].error());
    });
}

void oracle::signal_one() {
    signal_request wanted{some_id(), "s" + std::to_string(action_), {}, {}};
    if (one_in(3)) wanted.request_id = "request " + std::to_string(below(3));
    both("signal", [&](side& s) {
        const auto made = s.call.signal({wanted}).value();
        return made[0] ? std::string{"sent"} : name_of(made[0].error());
    });
}

void oracle::control_one() {
    using enum control_request::action;
    const control_request wanted{some_id(), one_in(3) ? kill : cancel, "why"};
    both("control", [&](side& s) {
        const auto made = s.call.control({wanted}).value();
        return made[0] ? std::string{"done"} : name_of(made[0].error());
    });
}

void oracle::new_worker() {
    const int pid = next_pid_++;
    const auto lease = seconds{5 + below(60)};
    both("register", [&](side& s) {
        const auto made = s.call.register_worker({"boot", pid, 1}, lease).value();
        s.workers[pid] = made.worker;
        return std::to_string(made.until.count());
    });
}

void oracle::claim_all() {
    const auto pid = some_key(real_->workers);
    auto wanted = wish(real_->workers.at(pid), 1000);
    both("claim", [&](side& s) {
        wanted.worker = s.workers.at(pid);
        const auto got = s.call.claim_runs(wanted);
        if (!got) return name_of(got.error());
        for (auto run : got->runs) {
            holders_[run.info.id] = pid;
            s.held.insert_or_assign(run.info.id, std::move(run));
        }
        return sorted_texts(got->runs);
    });
}

void oracle::claim_all_steps() {
    const auto pid = some_key(real_->workers);
    auto wanted = wish(real_->workers.at(pid), 1000);
    both("claim steps", [&](side& s) {
        wanted.worker = s.workers.at(pid);
        const auto got = s.call.claim_steps(wanted);
        if (!got) return name_of(got.error());
        for (const auto& step : got->steps)
            s.attempts[step.run.id + "/" +
                       std::to_string(static_cast<std::uint64_t>(step.step.number)) + "#" +
                       std::to_string(step.attempt.attempt)] = step;
        return sorted_texts(got->steps);
    });
}

slice_commit oracle::slice_for(const claimed_run& run, side& s, std::uint32_t seed) {
    std::minstd_rand dice{seed};
    const auto chance = [&](unsigned n) { return dice() % n == 0; };
    auto slice = next(run, s.workers.at(holders_.at(run.info.id)));
    if (chance(8)) ++slice.epoch;
    if (chance(10)) ++slice.number;
    if (chance(4) && !slice.consumed.empty()) slice.consumed.pop_back();
    auto number = numbers_[run.info.id];
    for (unsigned n = dice() % 4; n > 0; --n) {
        ++number;
        if (chance(3)) {
            command::child c;
            c.number = operation_number{number};
            c.function = "child";
            if (chance(2)) c.id = "run " + std::to_string(dice() % 8);
            c.when_left = static_cast<close_policy>(dice() % 3);
            slice.commands.push_back({c});
        } else if (chance(4)) {
            command::signal c;
            c.number = operation_number{number};
            c.target = "run " + std::to_string(dice() % 8);
            c.name = "from " + run.info.id;
            slice.commands.push_back({c});
        } else {
            step_policy policy;
            policy.when_left = static_cast<on_cancel>(dice() % 3);
            slice.commands.push_back(step(number, policy));
            if (chance(3)) slice.begun.push_back(operation_number{number});
        }
    }
    if (chance(3) && number > 0)
        slice.commands.push_back({command::abandon{operation_number{1 + dice() % number}}});
    if (chance(3)) slice.wake_at = now() + seconds{dice() % 30};
    if (chance(5)) slice.attributes["k"] = std::to_string(dice() % 3);
    slice.runnable = chance(5);
    slice.release = chance(3);
    if (chance(10)) {
        slice.runnable = false;
        slice.status = run_status::completed;
        slice.result = to_bytes("end");
    }
    return slice;
}

void oracle::commit_some() {
    if (real_->held.empty()) return;
    std::set<std::string> ids;
    for (int n = 1 + below(3); n > 0; --n) ids.insert(some_key(real_->held));
    std::map<std::string, std::uint32_t> seeds;
    for (const auto& id : ids) seeds[id] = static_cast<std::uint32_t>(random_());
    std::set<std::string> done;
    both("commit", [&](side& s) {
        std::vector<slice_commit> batch;
        std::map<run_number, std::string> names;
        for (const auto& id : ids) {
            batch.push_back(slice_for(s.held.at(id), s, seeds.at(id)));
            names[batch.back().run] = id;
        }
        const auto answer = s.call.commit(batch).value();
        std::vector<std::string> words;
        for (const auto& d : answer.done) {
            words.push_back(names.at(d.run) + " done " + std::to_string(d.number) + " " +
                            std::to_string(d.more));
            auto& run = s.held.at(names.at(d.run));
            run.commits = d.number;
            run.inbox.clear();
            done.insert(names.at(d.run));
        }
        for (const auto& f : answer.failed)
            words.push_back(names.at(f.run) + " failed " + name_of(f.why));
        std::ranges::sort(words);
        std::string joined;
        for (const auto& w : words) joined += w + "\n";
        return joined;
    });
    for (const auto& id : done) numbers_[id] += 4;
}

void oracle::finish_one() {
    if (real_->attempts.empty()) return;
    const auto key = some_key(real_->attempts);
    const int way = below(4);
    const auto at = now() + seconds{below(10)};
    both("finish", [&](side& s) {
        const auto found = s.attempts.find(key);
        if (found == s.attempts.end()) return std::string{"not there"};
        auto end = ended(found->second,
                         way == 0 ? outcome{failure{"kind", "no"}} : outcome{to_bytes("v")});
        if (way == 0 && action_ % 2 == 0) end.retry_at = at;
        return std::to_string(static_cast<int>(s.call.finish_steps({end}).value().at(0)));
    });
}

void oracle::recover_all() {
    pass(seconds{below(30)});
    both("recover", [&](side& s) {
        const auto got = s.call.recover(1000).value();
        std::vector<claimed_step> steps;
        std::vector<attempt_end> ends;
        for (const auto& a : got.attempts) {
            steps.push_back(a.step);
            ends.push_back(interrupt_attempt(a.step, now()));
        }
        std::string verdicts;
        for (const auto v : value_of(s.call.finish_steps(ends)))
            verdicts += std::to_string(static_cast<int>(v));
        std::ranges::sort(verdicts);
        return std::to_string(got.runs) + "\n" + sorted_texts(steps) + verdicts;
    });
}

void oracle::release_one() {
    if (real_->held.empty()) return;
    const auto id = some_key(real_->held);
    const bool ready = one_in(2);
    both("release", [&](side& s) {
        run_release wanted;
        const auto& run = s.held.at(id);
        wanted.run = {run.info.number, s.workers.at(holders_.at(id)), run.epoch};
        wanted.ready = ready;
        return std::to_string(s.call.release({wanted}).has_value());
    });
}

void oracle::retire_one() {
    const auto pid = some_key(real_->workers);
    both("retire", [&](side& s) {
        return std::to_string(s.call.retire_worker(s.workers.at(pid)).has_value());
    });
}

void oracle::compare_everything() {
    both("runs", [](side& s) {
        std::string all;
        for (const auto& r : value_of(s.call.list_runs())) {
            all += text_of(r) + "\n";
            all += sorted_texts(s.call.operations(r.info.id).value());
            all += sorted_texts(s.call.history(r.info.id).value());
        }
        return all;
    });
    const auto pid = some_key(real_->workers);
    both("workload", [&](side& s) {
        const auto w = s.call.workload(s.workers.at(pid)).value();
        return std::to_string(w.ready) + " " + std::to_string(w.held_elsewhere) + " " +
               std::to_string(w.open_steps) + " " + std::to_string(w.running_steps) + " " +
               text_of(s.call.next_wake(s.workers.at(pid), now()).value());
    });
    both("check", [](side& s) { return std::to_string(s.call.check().value().size()); });
}

void oracle::act() {
    // No two calls at the same instant: what is ready "since" the same time is in no order.
    pass(nanoseconds{1});
    switch (below(15)) {
        case 0: start_one(); break;
        case 1:
        case 2: signal_one(); break;
        case 3: control_one(); break;
        case 4: new_worker(); break;
        case 5:
        case 6: claim_all(); break;
        case 7:
        case 8: claim_all_steps(); break;
        case 9:
        case 10: commit_some(); break;
        case 11:
        case 12: finish_one(); break;
        case 13: one_in(3) ? retire_one() : recover_all(); break;
        default: release_one(); break;
    }
}

TEST_F(oracle, the_store_says_what_the_memory_store_says) {
    for (std::uint32_t seed = 1; seed <= 12; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        open_empty();
        memory_ = model();
        real_.emplace(the_store());
        model_.emplace(*memory_);
        numbers_.clear();
        holders_.clear();
        random_.seed(seed);
        new_worker();
        for (action_ = 0; action_ < 300 && !HasFatalFailure(); ++action_) {
            act();
            if (action_ % 7 == 0) compare_everything();
        }
        ASSERT_FALSE(HasFailure());
    }
}

}  // namespace bounce::durable
