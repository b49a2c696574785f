#include "script/machine/interpreter.hpp"
#include "script/machine/source_place.hpp"
#include "script/values/iterator.hpp"

#include <algorithm>
#include <tuple>

namespace bounce::script {

// Frames: how they come and go, by call, return and throw.

// The room for frames doubles up to the limit, so that only here somebody has to look at it.
bool interpreter::grow_frames() {
    const std::size_t limit = s_.bounds.call_depth;
    const std::size_t size = f_.frames.size();
    if (size >= limit)
        return raise(error_kind::stack_overflow,
                     "calls are nested more than " + std::to_string(limit) + " deep");
    f_.frames.reserve(std::min(limit, std::max<std::size_t>(1, size * 2)));
    return true;
}

void interpreter::pop() {
    value* r = registers();
    if ((top().flags & frame::gives_back_this) != 0)
        give_back_this(f_.frames[f_.frames.size() - 2], std::move(r[0]));
    clear(r, top().function->registers);
    f_.frames.pop_back();
}

// `back` is the receiver of the `invoke` at which the caller stands.
void interpreter::give_back_this(const frame& caller, value back) {
    const std::uint32_t* pc = caller.function->words.data() + caller.pc;
    value* r = f_.stack.data() + caller.base;
    value& root = r[b_of(pc[0])];
    place to;
    to.registers = r;
    to.constants = caller.function->home->code->constants.data();
    to.path = {pc + 3, pc[2] & place_flags::count_mask};
    to.root = &root;
    if ((pc[2] & place_flags::cell_root) != 0) {
        if (!root.is_cell()) return;
        as<cell_object>(root).borrowed = false;
        to.root = &as<cell_object>(root).content;
    }
    // It came from there, and nobody else could get at the place since: there is nothing to report.
    std::ignore = change_place(s_.context, to, [&](value& element) -> fallible<void> {
        element = std::move(back);
        return {};
    });
}

interpreter::landing interpreter::finish_return(value result) {
    const std::uint8_t flags = top().flags;
    const std::uint32_t window = base();
    pop();
    if (f_.frames.empty()) {
        f_.outcome = std::move(result);
        return landing::nowhere;
    }
    if ((flags & frame::goes_before) != 0) return landing::at_entry;
    f_.stack[window] = std::move(result);
    return landing::in_call;
}

std::uint32_t interpreter::length_at(const std::uint32_t* pc) noexcept {
    const std::uint32_t w = *pc;
    switch (static_cast<opcode>(number_of(w))) {
        case opcode::call:
        case opcode::call_native:
        case opcode::next: return 2;
        case opcode::invoke: return 3 + (pc[2] & place_flags::count_mask);
        case opcode::select: return 1 + static_cast<std::uint32_t>(select_arm_words) * c_of(w);
        default: return 1;
    }
}

// Completes the instruction that the fiber was suspended in; false if it throws.
bool interpreter::resume() {
    const resume_mode mode = f_.mode;
    f_.mode = resume_mode::run;
    if (mode == resume_mode::fail) return false;
    value result = std::move(f_.outcome);
    frame& here = top();
    const std::uint32_t* pc = here.function->words.data() + here.pc;
    value* r = registers();
    const std::uint32_t w = *pc;
    here.pc += length_at(pc);
    switch (static_cast<opcode>(number_of(w))) {
        case opcode::select:
            r[a_of(w)] = value::integer(f_.arm);
            r[a_of(w) + 1] = std::move(result);
            break;
        case opcode::next: {
            if (!r[a_of(w)].is(kind::iterator)) break;
            auto& it = as<iterator_object>(r[a_of(w)]);
            if (mode == resume_mode::exhausted) {
                it.finished = true;
                here.pc += pc[1];
                break;
            }
            if (c_of(w) != 0) r[b_of(w) + 1] = value::integer(it.delivered);
            ++it.delivered;
            r[b_of(w)] = std::move(result);
            break;
        }
        default: r[a_of(w)] = std::move(result); break;
    }
    return true;
}

// --- errors ----------------------------------------------------------------------------------------

bool interpreter::raise(error_kind kind, std::string message) {
    f_.error = make_error(kind, std::move(message));
    return false;
}

bool interpreter::raise(const failure& why) {
    f_.error = make_error(why);
    return false;
}

// The frame whose handler takes `f_.error`.
std::optional<std::size_t> interpreter::find_handler(const handler*& found) const {
    if (!f_.error->is_thrown && !is_catchable(f_.error->kind)) return std::nullopt;
    for (std::size_t n = f_.frames.size(); n-- > 0;) {
        const frame& at = f_.frames[n];
        for (const handler& h : at.function->code->handlers) {
            if (at.pc < h.begin || at.pc >= h.end) continue;
            found = &h;
            return n;
        }
    }
    return std::nullopt;
}

void interpreter::add_trace(script_error& e) const {
    if (!e.chain.empty()) return;
    const module* prelude = s_.code.linked().prelude;
    const std::size_t all = f_.frames.size();
    for (std::size_t n = all; n-- > 0;) {
        const frame& at = f_.frames[n];
        if (at.function->home == prelude && n != 0) continue;
        // The middle of a deep recursion says nothing.
        const std::size_t depth = all - 1 - n;
        if (depth >= script_error::chain_places / 2 && n >= script_error::chain_places / 2)
            continue;
        e.chain.push_back(place_at(*at.function, at.pc));
    }
    for (const fiber* f = &f_; f != nullptr && f->spawned_in != nullptr;
         f = s_.fibers.find(f->parent)) {
        if (e.spawned.size() == script_error::chain_places) break;
        e.spawned.push_back({f->id, place_at(*f->spawned_in, f->spawn_pc)});
    }
}

// Gives `f_.error` to the innermost handler that takes it; false if there is none, and no frame any more.
bool interpreter::unwind() {
    const handler* takes = nullptr;
    const auto target = find_handler(takes);
    if (!target || !f_.error->is_thrown) add_trace(*f_.error);
    const std::size_t keep = target ? *target + 1 : 0;
    while (f_.frames.size() > keep) pop();
    if (!target) return false;
    const value caught = value_of(s_, *f_.error);
    f_.error.reset();
    registers()[takes->caught] = caught;
    top().pc = takes->target;
    return true;
}

// --- fuel ------------------------------------------------------------------------------------------

// The safepoint that the fiber stands at was counted against a piece that is spent.
interpreter::verdict interpreter::at_safepoint(std::int64_t& budget) {
    fuel_.settle(budget + 1);
    budget = 0;
    if (s_.stop_at != 0) {
        if (s_.stopped)
            s_.stopped = false;
        else if (++s_.safepoints == s_.stop_at) {
            s_.stopped = true;
            return verdict::stop;
        }
    }
    if (s_.heap.over_limit()) {
        raise(error_kind::out_of_memory,
              "the heap is larger than " + std::to_string(s_.heap.limit_bytes()) + " bytes");
        return verdict::failed;
    }
    if (fuel_.empty() || s_.output_bytes >= s_.bounds.output_bytes) return verdict::stop;
    budget = fuel_.grant(s_.stop_at != 0 ? 1 : fuel_meter::piece) - 1;
    return verdict::go_on;
}

bool interpreter::begin(const value& callee, std::span<value> arguments) {
    // A window at the bottom of the stack, from which the call takes them.
    f_.stack.reserve(arguments.size() + 1);
    for (std::size_t n = 0; n < arguments.size(); ++n) f_.stack[n + 1] = std::move(arguments[n]);
    switch (call_fn(callee, 0, arguments.size(), frame::none)) {
        case flow::entered: return true;
        case flow::next:
        case flow::waits:
            raise(error_kind::mismatch_data_type, "a fiber has to run a function of the script");
            [[fallthrough]];
        case flow::failed: break;
    }
    return false;
}

void interpreter::begin_before(const linked_function& f) {
    std::uint32_t base = 0;
    if (!f_.frames.empty()) base = top().base + top().function->registers;
    f_.stack.reserve(base + f.registers);
    f_.frames.push_back({&f, 0, base, f_.frames.empty() ? frame::none : frame::goes_before});
}

}  // namespace bounce::script
