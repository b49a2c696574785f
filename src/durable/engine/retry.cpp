#include "durable/engine/retry.hpp"

#include <algorithm>

namespace bounce::durable {

namespace {

std::string key_of(const claimed_step& step) {
    return step.step.key.empty() ? idempotency_key(step.run.uuid, step.step.number) : step.step.key;
}

bool may_try_again(const step_policy& policy, std::uint32_t tries, const failure& why) {
    return !why.final && tries < policy.tries &&
           std::ranges::find(policy.no_retry, why.kind) == policy.no_retry.end();
}

/// Evenly from zero to `longest`.
nanoseconds jitter(nanoseconds longest, std::uint64_t random) noexcept {
    const auto choices = static_cast<std::uint64_t>(longest.count()) + 1;
    return nanoseconds{static_cast<std::int64_t>(random % choices)};
}

attempt_end end_of(const claimed_step& step, outcome how) {
    attempt_end end;
    end.attempt = step.attempt;
    end.outcome = std::move(how);
    end.counts = step.counts;
    return end;
}

/// The failure of an attempt that nobody saw the end of.
failure cut_off(const claimed_step& step, std::string kind, std::string message) {
    failure why{std::move(kind), std::move(message)};
    why.key = key_of(step);
    why.maybe_done = true;
    why.final = true;
    return why;
}

}  // namespace

nanoseconds longest_backoff(const step_policy& policy, std::uint32_t tries) noexcept {
    const auto most = std::max(policy.max_backoff, nanoseconds{0});
    auto wait = std::clamp(policy.backoff, nanoseconds{0}, most);
    for (std::uint32_t t = 1; t < tries && wait > nanoseconds{0} && wait < most; ++t)
        wait = wait > most / 2 ? most : wait * 2;
    return wait;
}

attempt_end end_attempt(const claimed_step& step, outcome how, nanoseconds now,
                        std::uint64_t random) {
    auto end = end_of(step, std::move(how));
    if (end.outcome.succeeded()) return end;
    ++end.counts.tries;
    const auto& policy = step.step.policy;
    if (may_try_again(policy, end.counts.tries, end.outcome.why()))
        end.retry_at = now + jitter(longest_backoff(policy, end.counts.tries), random);
    return end;
}

attempt_end interrupt_attempt(const claimed_step& step, nanoseconds now) {
    auto end = end_of(step, cut_off(step, "interrupted", "the process that performed it ended"));
    ++end.counts.interrupted;
    if (!step.step.policy.at_most_once) end.retry_at = now;
    return end;
}

attempt_end crash_attempt(const claimed_step& step, nanoseconds now) {
    auto end = interrupt_attempt(step, now);
    ++end.counts.crashes;
    if (end.counts.crashes < crashes_until_dead || !end.retry_at) return end;
    end.retry_at.reset();
    end.outcome = cut_off(step, "dead",
                          "it crashed the process that performed nothing else, " +
                              std::to_string(end.counts.crashes) + " times");
    return end;
}

bool must_be_alone(const attempt_counts& counts) noexcept {
    return counts.interrupted >= interruptions_until_alone;
}

}  // namespace bounce::durable
