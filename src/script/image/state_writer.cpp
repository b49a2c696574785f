#include "script/image/state_writer.hpp"

#include <algorithm>
#include <span>

namespace bounce::script {

bytes state_writer::run() {
    globals();
    fibers();
    queues();
    operations();
    counters();
    output();
    values_.write_shared();

    wire_writer image;
    header(image);
    values_.append_tables(image);
    image.raw(out_.written());
    const std::uint64_t sum = image_checksum(image.written());
    image.word(static_cast<std::uint32_t>(sum));
    image.word(static_cast<std::uint32_t>(sum >> 32));
    return image.take();
}

void state_writer::header(wire_writer& out) const {
    out.raw(as_bytes(image_magic));
    out.number(image_format);
    out.number(state_.code.modules().size());
    for (const auto& m : state_.code.modules()) out.raw(std::as_bytes(std::span{m->code->hash}));
}

void state_writer::globals() {
    for (const auto& of_module : state_.globals)
        for (const std::optional<value>& one : of_module) {
            if (one)
                value_of(*one);
            else
                out_.byte(static_cast<std::uint8_t>(image_tag::absent));
        }
}

// --- fibers ----------------------------------------------------------------------------------------

void state_writer::fibers() {
    const std::vector<fiber*> all = state_.fibers.sorted();
    out_.number(all.size());
    fiber_id before = 0;
    for (const fiber* f : all) {
        out_.number(f->id - before);
        before = f->id;
        one_fiber(*f);
    }
    out_.number(state_.ready.size());
    for (const fiber_id id : state_.ready) out_.number(id);
}

void state_writer::one_fiber(const fiber& f) {
    out_.number(f.parent);
    const auto mode = static_cast<unsigned>(f.mode) << fiber_flags::mode_shift;
    out_.byte(static_cast<std::uint8_t>(static_cast<unsigned>(f.phase) | mode |
                                        (f.cancel_asked ? fiber_flags::cancel_asked : 0U) |
                                        (f.cancel_arrived ? fiber_flags::cancel_arrived : 0U) |
                                        (f.error != nullptr ? fiber_flags::has_error : 0U) |
                                        (f.spawned_in != nullptr ? fiber_flags::was_spawned : 0U)));
    out_.number(f.arm);
    out_.number(values_.shared(*f.task.as_object()));
    value_of(f.outcome);
    if (f.error != nullptr) error(*f.error);
    if (f.spawned_in != nullptr) place(*f.spawned_in, f.spawn_pc);
    out_.number(f.failed.size());
    for (const failed_child& child : f.failed) {
        out_.number(values_.shared(*child.task.as_object()));
        error(*child.error);
    }
    // Where it waits is written there; here it is only made sure that these are written.
    for (const wait& w : f.waits) values_.keep(w.object);
    frames(f);
}

void state_writer::frames(const fiber& f) {
    out_.number(f.frames.size());
    for (std::size_t n = 0; n < f.frames.size(); ++n) {
        const frame& at = f.frames[n];
        const function_code& code = *at.function->code;
        const bool is_last = n + 1 == f.frames.size();
        // What stands below a frame that goes before it has not begun; what stands below any other is
        // in its call. The innermost is as its fiber is.
        const bool in_call = is_last ? f.phase == fiber_phase::waiting || f.mode != resume_mode::run
                                     : (f.frames[n + 1].flags & frame::goes_before) == 0;
        const std::size_t number = safepoint_of(code, at.pc, in_call);
        out_.number(at.function->home->index);
        out_.number(at.function->index);
        out_.number(number);
        out_.byte(at.flags);
        const value* r = f.stack.data() + at.base;
        const std::vector<std::uint64_t>& live = code.safepoints[number].live;
        for (std::size_t reg = 0; reg < code.registers; ++reg)
            if ((live[reg / 64] >> reg % 64 & 1) != 0) value_of(r[reg]);
    }
}

std::size_t safepoint_of(const function_code& f, std::uint32_t pc, bool suspended) {
    const auto at = std::ranges::lower_bound(f.safepoints, pc, {}, &safepoint::pc);
    // At the first word the entry comes before whatever that instruction is.
    const bool is_entry_too = pc == 0 && suspended;
    const auto found = is_entry_too ? std::next(at) : at;
    BOUNCE_ASSERT(found < f.safepoints.end() && found->pc == pc &&
                      (found->kind == safepoint_kind::call) == suspended,
                  "a fiber stands where there is no safepoint");
    return static_cast<std::size_t>(found - f.safepoints.begin());
}

void state_writer::place(const linked_function& f, std::uint32_t pc) {
    out_.number(f.home->index);
    out_.number(f.index);
    out_.number(pc);
}

// --- what fibers wait for ----------------------------------------------------------------------------

void state_writer::queues() {
    out_.number(state_.timers.size());
    for (const timer& t : state_.timers) {
        out_.signed_number(t.due_ns);
        out_.number(t.sequence);
        out_.number(t.fiber);
        out_.number(t.arm);
    }
    out_.number(state_.mailboxes.size());
    for (const auto& [name, box] : state_.mailboxes) {
        text(name);
        out_.number(box.items.size());
        for (const value& item : box.items) value_of(item);
        out_.number(box.waiters.size());
        for (const task_object::waiter& w : box.waiters) {
            out_.number(w.fiber);
            out_.number(w.arm);
        }
    }
}

void state_writer::operations() {
    out_.number(state_.operations.size());
    std::uint64_t before = 0;
    for (const auto& [number, pending] : state_.operations) {
        out_.number(number - before);
        before = number;
        text(pending.what->module);
        text(pending.what->name);
        out_.number(pending.what->parameters.size());
        out_.byte(static_cast<std::uint8_t>(pending.what->effects));
        out_.number(pending.what->version);
        out_.number(pending.fiber);
        out_.number(pending.arm);
        out_.byte(pending.taken ? 1 : 0);
        out_.number(pending.arguments.size());
        for (const value& argument : pending.arguments) value_of(argument);
    }
    out_.number(state_.abandoned.size());
    for (const std::uint64_t number : state_.abandoned) out_.number(number);
}

// --- the rest ----------------------------------------------------------------------------------------

void state_writer::counters() {
    out_.number(state_.main);
    out_.number(state_.last_fiber);
    out_.number(state_.last_operation);
    out_.number(state_.last_timer);
    out_.number(state_.channels_made);
    out_.signed_number(state_.now_ns);
    out_.number(state_.fuel_used);
    out_.byte(state_.main_ended ? 1 : 0);
    value_of(state_.result);
    out_.byte(state_.failure != nullptr ? 1 : 0);
    if (state_.failure != nullptr) error(*state_.failure);
}

void state_writer::output() {
    out_.number(state_.output.size());
    for (const output_line& line : state_.output) {
        out_.byte(static_cast<std::uint8_t>(line.to));
        text(line.text);
    }
}

void state_writer::error(const script_error& e) {
    out_.byte(static_cast<std::uint8_t>(e.kind));
    text(e.message);
    out_.byte(e.is_thrown ? 1 : 0);
    value_of(e.thrown);
    out_.number(e.chain.size());
    for (const script_error::place& p : e.chain) error_place(p);
    out_.number(e.spawned.size());
    for (const script_error::origin& o : e.spawned) {
        out_.number(o.fiber);
        error_place(o.at);
    }
}

void state_writer::error_place(const script_error::place& p) {
    text(p.module);
    text(p.function);
    out_.number(p.line);
    out_.number(p.column);
    out_.number(p.offset);
    out_.number(p.length);
}

}  // namespace bounce::script
