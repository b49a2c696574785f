#include "bounce/script/isolate.hpp"

#include "script/machine/interpreter.hpp"
#include "script/machine/isolate_state.hpp"
#include "script/values/fn.hpp"
#include "script/values/string.hpp"

#include <algorithm>
#include <set>

namespace bounce::script {

namespace {

// Function 1 of a module sets its globals, and has nothing else to do if there is none.
constexpr std::uint32_t top_level_function = 0;
constexpr std::uint32_t globals_function = 1;

[[nodiscard]] fallible<void> begin_main(isolate_state& s, const value& callee,
                                        std::span<value> arguments) {
    BOUNCE_ASSERT(s.main == 0, "an isolate is started once");
    fiber& main = new_fiber(s, nullptr);
    s.main = main.id;
    fuel_meter none{0};
    interpreter beginner{s, main, none};
    if (!beginner.begin(callee, arguments)) {
        failure why{main.error->kind, main.error->message};
        s.heap.refund(sizeof(fiber));
        s.fibers.erase(main.id);
        s.main = 0;
        return std::unexpected{std::move(why)};
    }
    make_ready(s, main);
    return {};
}

[[nodiscard]] std::string known_functions(const module& m) {
    std::set<std::string_view> names;
    for (const function_code& f : m.code->functions)
        if (!f.name.empty() && f.receiver_type.empty()) names.insert(f.name);
    std::string text;
    for (const std::string_view name : names)
        text += (text.empty() ? "" : ", ") + std::string{name};
    return text.empty() ? "it has none" : "it has: " + text;
}

}  // namespace

isolate_state::isolate_state(executable linked, const limits& allowed)
    : code{std::move(linked)}, bounds{allowed}, heap{allowed.heap_bytes} {
    for (const auto& m : code.modules()) globals.emplace_back(m->code->globals.size());
}

isolate_state::~isolate_state() {
    // Fibers, channels and tasks refer to each other.
    fibers.clear();
    heap.break_cycles();
}

isolate::isolate(executable code, const limits& bounds)
    : state_{std::make_unique<isolate_state>(std::move(code), bounds)} {}
isolate::isolate(std::unique_ptr<isolate_state> state) noexcept : state_{std::move(state)} {}
isolate::isolate(isolate&&) noexcept = default;
isolate& isolate::operator=(isolate&&) noexcept = default;
isolate::~isolate() = default;

// --- beginning ---------------------------------------------------------------------------------------

void isolate::start() {
    const module& main = state_->code.main();
    BOUNCE_ASSERT(!main.functions.empty(), "a module has a top level");
    const auto begun = begin_main(*state_, main.function_values[top_level_function], {});
    BOUNCE_ASSERT(begun.has_value(), "the top level has no parameters");
}

fallible<void> isolate::start(std::string_view function, std::vector<value> arguments) {
    const module& main = state_->code.main();
    const linked_function* f = main.find(function, arguments.size());
    if (f != nullptr) return start(main.function_values[f->index], std::move(arguments));
    const auto parameters = state_->code.parameters_of(function);
    std::string text = main.code->name + " has no function " + std::string{function};
    text += parameters ? " of " + std::to_string(arguments.size()) + " parameters, but one of " +
                             std::to_string(*parameters)
                       : "; " + known_functions(main);
    return fail(error_kind::function_not_found, std::move(text));
}

fallible<void> isolate::start(const value& function, std::vector<value> arguments) {
    isolate_state& s = *state_;
    if (auto begun = begin_main(s, function, arguments); !begun) return begun;
    fuel_meter none{0};
    fiber& main = *s.fibers.find(s.main);
    const module& home = s.code.main();
    if (home.functions.size() > globals_function)
        interpreter{s, main, none}.begin_before(home.functions[globals_function]);
    return {};
}

// --- running -----------------------------------------------------------------------------------------

namespace {

void set_time(isolate_state& s, nanoseconds now) {
    s.now_ns = std::max<std::int64_t>(s.now_ns, now.count());
    s.context.now = s.now_ns;
}

[[nodiscard]] bool waits_for_the_world(const isolate_state& s) {
    if (!s.timers.empty() || !s.operations.empty()) return true;
    return std::ranges::any_of(s.mailboxes,
                               [](const auto& m) { return !m.second.waiters.empty(); });
}

[[nodiscard]] run_result failed(isolate_state& s) {
    run_result r;
    r.state = run_state::failed;
    r.error = *s.failure;
    return r;
}

// Runs fibers in turn; false if the fuel was spent first.
[[nodiscard]] bool run_ready(isolate_state& s, fuel_meter& fuel) {
    while (!s.ready.empty() && s.failure == nullptr) {
        fiber& f = *s.fibers.find(s.ready.front());
        s.ready.pop_front();
        switch (interpreter{s, f, fuel}.run()) {
            case interpreter::stop::waits: break;
            case interpreter::stop::ended: end_fiber(s, f); break;
            case interpreter::stop::out_of_fuel: s.ready.push_front(f.id); return false;
        }
    }
    return true;
}

[[nodiscard]] run_result nothing_ready(isolate_state& s) {
    run_result r;
    if (s.fibers.size() == 0) {
        r.state = run_state::finished;
        r.result = s.result;
        return r;
    }
    if (!waits_for_the_world(s)) {
        fail_program(s, make_error(error_kind::deadlock,
                                   "every fiber waits for another:\n" + describe_waits(s)));
        return failed(s);
    }
    r.state = run_state::blocked;
    if (!s.timers.empty()) r.wake_at = nanoseconds{s.timers.begin()->due_ns};
    return r;
}

}  // namespace

run_result isolate::run(nanoseconds now, std::uint64_t fuel) {
    isolate_state& s = *state_;
    BOUNCE_ASSERT(s.main != 0, "an isolate is started before it is run");
    advance(now);
    if (s.bounds.deadline_ns && s.now_ns >= *s.bounds.deadline_ns)
        fail_program(s, make_error(error_kind::timed_out, "the program has reached its deadline"));
    const std::uint64_t allowed = s.bounds.total_fuel - std::min(s.bounds.total_fuel, s.fuel_used);
    fuel_meter meter{std::min(fuel, allowed)};
    const bool all = run_ready(s, meter);
    s.fuel_used += meter.burned();
    if (s.failure != nullptr) return failed(s);
    if (all) return nothing_ready(s);
    run_result r;
    r.state = s.fuel_used >= s.bounds.total_fuel ? run_state::stuck : run_state::out_of_fuel;
    return r;
}

void isolate::advance(nanoseconds now) {
    set_time(*state_, now);
    fire_timers(*state_);
}

bool isolate::runnable() const noexcept { return !state_->ready.empty(); }

// --- operations --------------------------------------------------------------------------------------

namespace {

[[nodiscard]] operation shown(std::uint64_t number, const pending_operation& p) {
    operation o;
    o.number = number;
    o.fiber = p.fiber;
    o.module = p.what->module;
    o.name = p.what->name;
    o.effects = p.what->effects;
    o.version = p.what->version;
    o.arguments = p.arguments;
    return o;
}

// Takes out the operation; null if nobody waits for it.
[[nodiscard]] fiber* waiter_of(isolate_state& s, std::uint64_t number, std::uint32_t& arm) {
    const auto found = s.operations.find(number);
    if (found == s.operations.end()) return nullptr;
    arm = found->second.arm;
    fiber* f = s.fibers.find(found->second.fiber);
    s.operations.erase(found);
    return f;
}

}  // namespace

std::vector<operation> isolate::take_requested() {
    std::vector<operation> taken;
    // Those not taken yet have the highest numbers.
    auto& all = state_->operations;
    auto first = all.end();
    while (first != all.begin() && !std::prev(first)->second.taken) --first;
    for (; first != all.end(); ++first) {
        first->second.taken = true;
        taken.push_back(shown(first->first, first->second));
    }
    return taken;
}

std::vector<std::uint64_t> isolate::take_abandoned() {
    return std::exchange(state_->abandoned, {});
}

std::vector<operation> isolate::open_operations() const {
    std::vector<operation> open;
    for (const auto& [number, pending] : state_->operations) open.push_back(shown(number, pending));
    return open;
}

bool isolate::deliver(std::uint64_t number, value result) {
    std::uint32_t arm = 0;
    fiber* f = waiter_of(*state_, number, arm);
    if (f == nullptr) return false;
    complete(*state_, *f, arm, std::move(result));
    return true;
}

bool isolate::deliver_thrown(std::uint64_t number, value what) {
    std::uint32_t arm = 0;
    fiber* f = waiter_of(*state_, number, arm);
    if (f == nullptr) return false;
    bounce::script::fail(*state_, *f, make_thrown(std::move(what)));
    return true;
}

bool isolate::deliver_failure(std::uint64_t number, failure why) {
    std::uint32_t arm = 0;
    fiber* f = waiter_of(*state_, number, arm);
    if (f == nullptr) return false;
    bounce::script::fail(*state_, *f, make_error(why));
    return true;
}

fallible<void> isolate::post(std::string_view mailbox, value item) {
    if (state_->mailbox_items >= state_->bounds.mailbox_items)
        return bounce::script::fail(error_kind::data_too_large,
                                    "mailbox " + std::string{mailbox} + ": " +
                                        std::to_string(state_->bounds.mailbox_items) +
                                        " values wait in mailboxes, which is the limit");
    bounce::script::post(*state_, mailbox, std::move(item));
    return {};
}

std::vector<std::string> isolate::awaited_mailboxes() const {
    std::vector<std::string> names;
    for (const auto& [name, box] : state_->mailboxes)
        if (!box.waiters.empty()) names.push_back(name);
    return names;
}

std::size_t isolate::undelivered() const noexcept { return state_->mailbox_items; }

void isolate::request_cancel() {
    if (fiber* main = state_->fibers.find(state_->main)) cancel(*state_, *main);
}

// --- seeing ------------------------------------------------------------------------------------------

std::vector<output_line> isolate::take_output() {
    state_->output_bytes = 0;
    return std::exchange(state_->output, {});
}

std::string isolate::describe_waits() const { return bounce::script::describe_waits(*state_); }
std::size_t isolate::fibers() const noexcept { return state_->fibers.size(); }
std::uint64_t isolate::fuel_used() const noexcept { return state_->fuel_used; }
heap_account& isolate::heap() noexcept { return state_->heap; }
const executable& isolate::code() const noexcept { return state_->code; }
limits& isolate::bounds() noexcept { return state_->bounds; }

void isolate::stop_after(std::uint64_t k) noexcept {
    state_->stop_at = k == 0 ? 0 : state_->safepoints + k;
    if (k == 0) state_->stopped = false;
}
bool isolate::stopped() const noexcept { return state_->stopped; }
std::uint64_t isolate::safepoints_passed() const noexcept { return state_->safepoints; }

}  // namespace bounce::script
