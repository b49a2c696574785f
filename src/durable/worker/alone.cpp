#include "durable/worker/alone.hpp"

#include "durable/engine/active_run.hpp"
#include "durable/engine/retry.hpp"
#include "durable/process/crash_point.hpp"
#include "durable/worker/broken.hpp"
#include "durable/worker/perform_step.hpp"
#include "durable/worker/random_seed.hpp"
#include "durable/worker/sys/child_process.hpp"

#include "bounce/durable/errc.hpp"
#include "bounce/durable/worker/ask.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <utility>
#include <vector>

namespace bounce::durable {

namespace {

constexpr std::string_view run_word = "run";
constexpr std::string_view step_word = "step";

// What the process ends with. Whatever else it ends with, a sanitizer's say, it has crashed.
constexpr int status_done = 0;
constexpr int status_broken = 76;
constexpr int status_not_done = 75;

template <class... Numbers>
std::string text_of(std::string_view word, Numbers... numbers) {
    std::string text{word};
    ((text += ':', text += std::to_string(static_cast<std::uint64_t>(numbers))), ...);
    return text;
}

/// The numbers of a text that `text_of` made with this word and as many numbers.
template <std::size_t N>
bool read(std::string_view text, std::string_view word, std::array<std::uint64_t, N>& numbers) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    for (std::uint64_t& number : numbers) {
        if (!text.starts_with(':')) return false;
        const auto found = std::from_chars(text.data() + 1, text.data() + text.size(), number);
        if (found.ec != std::errc{}) return false;
        text.remove_prefix(static_cast<std::size_t>(found.ptr - text.data()));
    }
    return text.empty();
}

task<result<void>> go_on(store& in, script_code& code, held_run run,
                         const worker_options& options) {
    auto load = [&](reply<claimed_run> done) { in.load_run(run, std::move(done)); };
    auto claimed = co_await ask<claimed_run>(load);
    if (!claimed) co_return claimed.error();
    const auto program = co_await code.load(claimed->info.code);
    if (!program) co_return program.error();
    active_run::options how;
    how.worker = run.worker;
    how.cleanup_timeout = options.cleanup_timeout;
    crash_point("alone");
    auto opened = active_run::open(**program, *std::move(claimed), how);
    if (!opened) co_return opened.error();
    auto went_on = opened->resume(wall_clock_now(), budget{options.slice_fuel});
    if (!went_on) co_return went_on.error();
    auto slice = opened->take_commit(0, true);
    if (!slice) co_return slice.error();
    std::vector<slice_commit> slices;
    slices.push_back(*std::move(slice));
    auto commit = [&](reply<commit_answer> done) { in.commit(std::move(slices), std::move(done)); };
    auto answer = co_await ask<commit_answer>(commit);
    if (!answer) co_return answer.error();
    if (!answer->failed.empty()) co_return answer->failed.front().why;
    if (answer->done.empty()) co_return error{errc::fenced}.in("commit alone");
    co_return {};
}

task<result<void>> attempt_it(store& in, script_code& code, attempt_id id, worker_number worker) {
    auto load = [&](reply<claimed_step> done) { in.load_step(id, worker, std::move(done)); };
    auto step = co_await ask<claimed_step>(load);
    if (!step) co_return step.error();
    crash_point("alone");
    outcome how = co_await perform_step(code, *step);
    std::vector<attempt_end> ends;
    ends.push_back(end_attempt(*step, std::move(how), wall_clock_now(), random_seed()));
    auto finish = [&](reply<std::vector<attempt_verdict>> done) {
        in.finish_steps(std::move(ends), std::move(done));
    };
    const auto verdicts = co_await ask<std::vector<attempt_verdict>>(finish);
    if (!verdicts) co_return verdicts.error();
    co_return {};
}

}  // namespace

std::string alone_work(const held_run& run) {
    return text_of(run_word, run.worker, run.run, run.epoch);
}

std::string alone_work(const attempt_id& attempt, worker_number worker) {
    return text_of(step_word, worker, attempt.run, attempt.operation, attempt.attempt);
}

task<result<alone_end>> have_done_alone(const worker_options& options, std::string work) {
    std::vector<std::string> command = options.alone;
    command.push_back(std::move(work));
    auto child = child_process::start(command);
    if (!child) co_return child.error();
    const auto ended = co_await child->wait();
    if (!ended) co_return ended.error();
    if (ended->signal != 0) co_return alone_end::crashed;
    switch (ended->code) {
        case status_done: co_return alone_end::done;
        case status_broken: co_return alone_end::broken;
        case status_not_done: co_return alone_end::not_done;
        default: co_return alone_end::crashed;
    }
}

int status_of(const result<void>& done) {
    if (done) return status_done;
    return is_broken(done.error()) ? status_broken : status_not_done;
}

task<result<void>> do_alone(store& in, script_code& code, std::string_view work,
                            const worker_options& options) {
    std::array<std::uint64_t, 3> run{};
    if (read(work, run_word, run)) {
        const held_run wanted{run_number{static_cast<std::int64_t>(run[1])},
                              worker_number{static_cast<std::int64_t>(run[0])}, run[2]};
        co_return co_await go_on(in, code, wanted, options);
    }
    std::array<std::uint64_t, 4> step{};
    if (read(work, step_word, step)) {
        const attempt_id wanted{run_number{static_cast<std::int64_t>(step[1])},
                                operation_number{step[2]}, static_cast<std::uint32_t>(step[3])};
        const auto worker = static_cast<worker_number>(step[0]);
        co_return co_await attempt_it(in, code, wanted, worker);
    }
    co_return error{bounce::errc::invalid_argument}.in("do alone", std::string{work});
}

}  // namespace bounce::durable
