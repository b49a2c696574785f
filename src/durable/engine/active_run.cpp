#include "durable/engine/active_run.hpp"

#include "durable/engine/retry.hpp"

#include <algorithm>
#include <utility>

namespace bounce::durable {

namespace {

template <class... F>
struct overloaded : F... {
    using F::operator()...;
};

std::optional<nanoseconds> earlier(std::optional<nanoseconds> a, std::optional<nanoseconds> b) {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

/// `sequences` are sorted: an inbox may have thousands of entries.
bool holds(const std::vector<std::uint64_t>& sequences, std::uint64_t one) {
    return std::ranges::binary_search(sequences, one);
}

template <class T>
void append(std::vector<T>& to, std::vector<T>&& more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// The steps among the commands that are not abandoned by a later one.
std::vector<operation_number> wanted_steps(const std::vector<command>& commands,
                                           std::size_t limit) {
    std::vector<operation_number> wanted;
    std::set<operation_number> left;
    for (const auto& c : commands)
        if (const auto* a = std::get_if<command::abandon>(&c.what)) left.insert(a->number);
    for (const auto& c : commands) {
        if (wanted.size() == limit) break;
        const auto* s = std::get_if<command::step>(&c.what);
        if (s != nullptr && !left.contains(s->number)) wanted.push_back(s->number);
    }
    std::ranges::sort(wanted);
    return wanted;
}

}  // namespace

result<active_run> active_run::open(const program& code, claimed_run claimed, const options& how) {
    BOUNCE_ASSERT(!claimed.held, "a run that is held is refreshed, not opened");
    auto opened =
        claimed.state ? code.open(claimed.info, *claimed.state) : code.begin(claimed.info);
    if (!opened) return std::move(opened).error().in("open run", claimed.info.id);
    return active_run{std::move(claimed), std::move(*opened), how};
}

active_run::active_run(claimed_run claimed, std::unique_ptr<instance> code, const options& how)
    : info_{std::move(claimed.info)},
      options_{how},
      epoch_{claimed.epoch},
      commits_{claimed.commits},
      instance_{std::move(code)},
      inbox_{std::move(claimed.inbox)},
      told_to_stop_at_{claimed.told_to_stop_at} {}

// A claim and a commit may be under way at the same time. If the view of the inbox is older than the
// last confirmed commit, that commit saw whatever entries the view has and left the run ready for them,
// so they are shown again; if it is as old, only what the commit under way consumes has to be left out.
void active_run::refresh(claimed_run again) {
    if (again.epoch != epoch_ || again.commits != commits_) return;
    std::erase_if(again.inbox, [this](const delivery& d) {
        return holds(consumed_under_way_, d.sequence) || holds(next_.consumed, d.sequence);
    });
    inbox_ = std::move(again.inbox);
}

bool active_run::feed(attempt_end ended, nanoseconds now) {
    BOUNCE_ASSERT(!ended.retry_at, "an attempt that is followed by another is not fed to the run");
    if (finished_ || asked_.erase(ended.attempt.operation) == 0) return false;
    delivery arrived;
    arrived.at = now;
    arrived.what = delivery::finished{ended.attempt.operation, ended.outcome};
    fed_.push_back(std::move(arrived));
    next_.performed.push_back(std::move(ended));
    return true;
}

bool active_run::due(nanoseconds now) const noexcept {
    if (finished_) return false;
    if (fresh_claim_ || !inbox_.empty() || !fed_.empty() || runnable_) return true;
    const auto wake = wake_at();
    return wake && *wake <= now;
}

std::optional<nanoseconds> active_run::wake_at() const noexcept {
    if (finished_) return std::nullopt;
    return earlier(timer_, kill_at());
}

std::optional<nanoseconds> active_run::kill_at() const noexcept {
    if (!told_to_stop_at_) return std::nullopt;
    return *told_to_stop_at_ + options_.cleanup_timeout;
}

bool active_run::settled() const noexcept {
    return !gathered_ && !under_way_ && !runnable_ && !fresh_claim_ && inbox_.empty() &&
           fed_.empty();
}

result<void> active_run::resume(nanoseconds now, const budget& limit) {
    BOUNCE_ASSERT(!finished_, "a run that has ended does not go on");
    gathered_ = true;
    fresh_claim_ = false;
    if (const auto deadline = kill_at(); deadline && *deadline <= now) {
        end(run_status::killed, failure{"killed", "its clean-up took too long"}, now);
        return {};
    }
    const auto taken = take_deliveries();
    note_deliveries(taken, now);
    auto made = instance_->resume(taken, now, limit);
    if (!made) return std::move(made).error().in("resume run", info_.id);
    gather(std::move(*made), now);
    return {};
}

std::vector<delivery> active_run::take_deliveries() {
    auto taken = std::exchange(inbox_, {});
    std::ranges::sort(taken, before);
    for (const auto& d : taken) next_.consumed.push_back(d.sequence);
    std::ranges::sort(next_.consumed);
    for (auto& d : std::exchange(fed_, {}))
        taken.insert(std::ranges::upper_bound(taken, d, before), std::move(d));
    return taken;
}

void active_run::note_deliveries(const std::vector<delivery>& taken, nanoseconds now) {
    using kind = history_entry::kind;
    for (const auto& d : taken) {
        std::visit(
            overloaded{
                [&](const delivery::started&) { note(kind::started, now, info_.function); },
                [&](const delivery::finished& f) { asked_.erase(f.operation); },
                [&](const delivery::signal& s) { note(kind::signal_received, d.at, s.name); },
                [&](const delivery::cancel& c) {
                    note(kind::cancel_requested, d.at, c.reason);
                    told_to_stop_at_ = now;
                    next_.told_to_stop_at = now;
                },
            },
            d.what);
    }
}

void active_run::gather(slice made, nanoseconds now) {
    for (const auto& c : made.commands)
        if (const auto* left = std::get_if<command::abandon>(&c.what)) asked_.erase(left->number);
    append(next_.commands, std::move(made.commands));
    for (auto& line : made.output) line.at = now;
    append(next_.output, std::move(made.output));
    made.attributes.merge(next_.attributes);
    next_.attributes = std::move(made.attributes);
    next_.waiting_for = std::move(made.waiting_for);
    timer_ = made.wake_at;
    runnable_ = made.runnable && !made.stuck;
    if (made.finished) {
        next_.undelivered_signals = std::move(made.undelivered_signals);
        const auto status = status_of(*made.finished);
        end(status, std::move(*made.finished), now);
    } else if (made.stuck) {
        if (!stuck_) note(history_entry::kind::stuck, now, "its fuel is spent");
        stuck_ = true;
    }
}

// A run that was told to stop and ends with a value has found something better to do; one that ends with
// the cancellation itself, or with what came of it, is cancelled.
run_status active_run::status_of(const outcome& how) const {
    if (how.succeeded()) return run_status::completed;
    if (told_to_stop_at_ && how.why().kind == "cancelled") return run_status::cancelled;
    return run_status::failed;
}

void active_run::end(run_status status, outcome how, nanoseconds now) {
    note(history_entry::kind::ended, now, std::string{to_string(status)});
    next_.status = status;
    next_.result = std::move(how);
    next_.waiting_for.clear();
    runnable_ = false;
    timer_.reset();
    finished_ = true;
}

void active_run::note(history_entry::kind what, nanoseconds now, std::string text) {
    history_entry entry;
    entry.what = what;
    entry.at = now;
    entry.text = std::move(text);
    next_.history.push_back(std::move(entry));
}

result<slice_commit> active_run::take_commit(std::size_t begin, bool release) {
    BOUNCE_ASSERT(has_commit(), "there is no commit to be taken");
    if (!finished_) {
        bytes state;
        if (auto saved = instance_->save(state); !saved)
            return std::move(saved).error().in("save run", info_.id);
        next_.state = std::move(state);
        next_.status = stuck_      ? run_status::stuck
                       : runnable_ ? run_status::running
                                   : run_status::waiting;
        next_.wake_at = wake_at();
        next_.begun = wanted_steps(next_.commands, begin);
        for (const auto number : wanted_steps(next_.commands, next_.commands.size()))
            asked_.insert(number);
    }
    next_.run = info_.number;
    next_.worker = options_.worker;
    next_.epoch = epoch_;
    next_.number = commits_ + 1;
    next_.runnable = runnable_;
    next_.release = release || finished_;
    consumed_under_way_ = next_.consumed;
    performed_under_way_ = next_.performed;
    gathered_ = false;
    under_way_ = true;
    return std::exchange(next_, {});
}

std::vector<claimed_step> active_run::begun_steps(const slice_commit& commit,
                                                  nanoseconds now) const {
    std::vector<claimed_step> steps;
    for (const auto& c : commit.commands) {
        const auto* s = std::get_if<command::step>(&c.what);
        if (s == nullptr || !std::ranges::binary_search(commit.begun, s->number)) continue;
        claimed_step step;
        step.attempt = {commit.run, s->number, 1};
        step.run = info_;
        step.step = *s;
        step.requested_at = now;
        steps.push_back(std::move(step));
    }
    return steps;
}

void active_run::committed(const commit_answer::committed& answer) {
    BOUNCE_ASSERT(under_way_ && answer.run == info_.number && answer.number == commits_ + 1,
                  "a commit was confirmed that is not under way");
    commits_ = answer.number;
    under_way_ = false;
    consumed_under_way_.clear();
    performed_under_way_.clear();
}

std::vector<attempt_end> active_run::unconfirmed_ends() const {
    auto ends = performed_under_way_;
    ends.insert(ends.end(), next_.performed.begin(), next_.performed.end());
    return ends;
}

bool must_be_alone(const claimed_run& run) noexcept {
    return run.claims > interruptions_until_alone || run.crashes > 0;
}

slice_commit crashed_run(const claimed_run& run, worker_number worker, nanoseconds now) {
    slice_commit commit;
    commit.run = run.info.number;
    commit.worker = worker;
    commit.epoch = run.epoch;
    commit.number = run.commits + 1;
    commit.claims = run.claims;
    commit.crashes = run.crashes + 1;
    commit.release = true;
    history_entry entry;
    entry.what = history_entry::kind::crashed;
    entry.at = now;
    commit.history.push_back(std::move(entry));
    if (commit.crashes < crashes_until_dead) {
        commit.runnable = true;
        return commit;
    }
    commit.status = run_status::dead;
    commit.result = failure{"dead", "it crashed the process that executed nothing else, " +
                                        std::to_string(commit.crashes) + " times"};
    return commit;
}

}  // namespace bounce::durable
