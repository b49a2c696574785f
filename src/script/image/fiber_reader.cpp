#include "script/code/operands.hpp"
#include "script/image/state_reader.hpp"

#include <algorithm>

// The part of the reader that is about fibers: their frames have to fit the code that they name, and each
// other.

namespace bounce::script {

void state_reader::fibers() {
    const std::size_t count = in_.count(8, "fibers");
    require(count <= state_->bounds.fibers, "it has more fibers than are allowed",
            errc::limit_exceeded);
    constexpr fiber_id greatest = ~fiber_id{0} / 4;
    fiber_id id = 0;
    for (std::size_t n = 0; n < count && in_.ok(); ++n) {
        const std::uint64_t step = in_.number(greatest, "the number of a fiber");
        require(step != 0 && id + step <= greatest, "its fibers do not ascend");
        values_.need(sizeof(fiber));
        if (!in_.ok()) return;
        id += step;
        state_->heap.charge(sizeof(fiber));
        one_fiber(state_->fibers.add(std::make_unique<fiber>(state_->heap, id)));
    }
    const std::size_t ready = in_.count(1, "fibers that are ready");
    for (std::size_t n = 0; n < ready && in_.ok(); ++n) state_->ready.push_back(in_.number());
}

void state_reader::one_fiber(fiber& f) {
    f.parent = in_.number();
    const std::uint8_t flags = in_.byte();
    phase(f, flags);
    f.arm = in_.number32("an arm");
    f.task = values_.read_shared(kind::task, "the task of a fiber");
    f.outcome = values_.read();
    if ((flags & fiber_flags::has_error) != 0) f.error = error();
    if ((flags & fiber_flags::was_spawned) != 0) {
        f.spawned_in = values_.read_function();
        f.spawn_pc = in_.number32("a place in the code");
        require(f.spawned_in != nullptr && f.spawn_pc < f.spawned_in->code->words.size(),
                "a fiber was spawned where there is no code");
    }
    failed_children(f);
    if (in_.ok()) frames(f);
}

void state_reader::phase(fiber& f, std::uint8_t flags) {
    const unsigned number = flags & 3U;
    require(number <= static_cast<unsigned>(fiber_phase::ending), "a fiber is in no known phase");
    if (!in_.ok()) return;
    f.phase = static_cast<fiber_phase>(number);
    f.mode = static_cast<resume_mode>(flags >> fiber_flags::mode_shift & 3U);
    f.cancel_asked = (flags & fiber_flags::cancel_asked) != 0;
    f.cancel_arrived = (flags & fiber_flags::cancel_arrived) != 0;
    const bool fails = (flags & fiber_flags::has_error) != 0;
    require(f.phase == fiber_phase::ready || f.mode == resume_mode::run,
            "a fiber goes on and does not");
    require(f.phase == fiber_phase::ending || fails == (f.mode == resume_mode::fail),
            "a fiber fails without an error, or has one that it does not fail with");
}

void state_reader::failed_children(fiber& f) {
    const std::size_t count = in_.count(9, "failed fibers");
    for (std::size_t n = 0; n < count && in_.ok(); ++n) {
        values_.need(sizeof(script_error));
        value task = values_.read_shared(kind::task, "the task of a failed fiber");
        f.failed.push_back({std::move(task), error()});
    }
}

// --- frames ----------------------------------------------------------------------------------------

void state_reader::frames(fiber& f) {
    const std::size_t count = in_.count(4, "frames");
    require(count <= std::size_t{state_->bounds.call_depth} + 1, "calls are nested too deep",
            errc::limit_exceeded);
    require((count == 0) == (f.phase == fiber_phase::ending), "a fiber has frames and has ended");
    stands_.clear();
    for (std::size_t n = 0; n < count && in_.ok(); ++n) one_frame(f);
    if (in_.ok() && count != 0) check_innermost(f);
}

void state_reader::one_frame(fiber& f) {
    frame made;
    made.function = values_.read_function();
    const std::uint64_t number = in_.number();
    made.flags = in_.byte();
    if (!in_.ok()) return;
    const function_code& code = *made.function->code;
    require(number < code.safepoints.size(), "a frame stands where there is no safepoint");
    constexpr std::uint8_t known = frame::gives_back_this | frame::has_this | frame::goes_before;
    require((made.flags & ~known) == 0, "a frame has unknown flags");
    if (!in_.ok()) return;
    const safepoint& at = code.safepoints[static_cast<std::size_t>(number)];
    made.pc = at.pc;
    if (f.frames.empty()) {
        require((made.flags & ~frame::has_this) == 0, "the first frame of a fiber has one below");
    } else {
        check_below(f, made);
        if (!in_.ok()) return;
        const frame& below = f.frames.back();
        const function_code& caller = *below.function->code;
        const bool before = (made.flags & frame::goes_before) != 0;
        made.base = below.base + (before ? caller.registers : a_of(caller.words[below.pc]));
    }
    // It may have twice the room that is asked for.
    values_.need(2 * (std::size_t{made.base} + code.registers) * sizeof(value));
    if (!in_.ok()) return;
    f.stack.reserve(std::size_t{made.base} + code.registers);
    f.frames.push_back(made);
    stands_.push_back(&at);
    for (std::size_t reg = 0; reg < code.registers && in_.ok(); ++reg)
        if ((at.live[reg / 64] >> reg % 64 & 1) != 0) f.stack[made.base + reg] = values_.read();
}

/// Whether a frame may be above the one that was read last.
void state_reader::check_below(const fiber& f, const frame& above) {
    const frame& below = f.frames.back();
    const safepoint& at = *stands_.back();
    if ((above.flags & frame::goes_before) != 0) {
        require(at.kind == safepoint_kind::entry && above.flags == frame::goes_before,
                "a frame goes before one that has begun");
        return;
    }
    const auto call = decode_instruction(below.function->code->words, below.pc);
    const bool calls = at.kind == safepoint_kind::call && call && callee_frame(*call).has_value() &&
                       call->op() != opcode::call_native;
    require(calls, "a frame has called, and stands where it does not");
    if ((above.flags & frame::gives_back_this) == 0 || !in_.ok()) return;
    const bool has_place = call->op() == opcode::invoke && place_of(*call).has_value() &&
                           (call->extensions[0] & call_flags::temporary) == 0;
    require(has_place && (above.flags & frame::has_this) != 0 && above.function->code->mutates_this,
            "a frame gives back what it does not have");
}

void state_reader::check_innermost(const fiber& f) {
    const safepoint& at = *stands_.back();
    const bool suspended = f.phase == fiber_phase::waiting || f.mode != resume_mode::run;
    require(suspended == (at.kind == safepoint_kind::call),
            "a fiber does not stand where its phase says");
    const std::uint8_t op = number_of(f.frames.back().function->code->words[at.pc]);
    require(!suspended || op != static_cast<std::uint8_t>(opcode::call),
            "a fiber waits in a call of a function that it has not entered");
}

}  // namespace bounce::script
