#include "runtime/trace/text_buffer.hpp"

#include "bounce/runtime/print.hpp"
#include "bounce/runtime/trace_sink.hpp"

#include <memory>

namespace bounce {

namespace {

using detail::text_buffer;

void add_task(text_buffer& line, const trace_event& event) noexcept {
    line.add("task ").add(event.id);
    if (*event.label != '\0') line.add(" (").add_name(event.label).add(")");
}

void add_job(text_buffer& line, const trace_event& event) noexcept {
    line.add(" a task of kind: ").add_name(event.label).add(" (job ").add(event.id).add(")");
}

void add_timer(text_buffer& line, const trace_event& event) noexcept {
    if (event.id != 0) {
        line.add("timer ").add(event.id).add(" fired");
    } else {
        line.add("a timer fired");
        if (*event.label != '\0') line.add(": ").add_name(event.label);
    }
}

/// What the event says, for people. False: nothing, on a terminal.
bool describe(text_buffer& line, const trace_event& event) noexcept {
    switch (event.kind) {
        case trace_kind::tick: line.add("===== TICK ").add(event.id).add(" ====="); return true;
        case trace_kind::job_submitted: add_job(line.add("submitted"), event); return true;
        case trace_kind::job_received: add_job(line.add("received"), event); return true;
        case trace_kind::job_finished: add_job(line.add("finished"), event); return true;
        case trace_kind::event_ready:
            line.add_name(event.label).add(" event ").add(event.id).add(" is ready");
            return true;
        case trace_kind::timer_fired: add_timer(line, event); return true;
        case trace_kind::callback_begun:
            line.add("runs a callback: ").add_name(event.label);
            return true;
        case trace_kind::task_spawned: add_task(line.add("spawned "), event); return true;
        case trace_kind::task_finished: add_task(line.add("finished "), event); return true;
        case trace_kind::thread_started: line.add("STARTED"); return true;
        case trace_kind::thread_finished: line.add("FINISHED"); return true;
        case trace_kind::task_resumed:
        case trace_kind::task_suspended: break;
    }
    return false;
}

class terminal_sink final : public trace_sink {
public:
    void write(const trace_event& event) noexcept override {
        text_buffer line;
        line.add_name(event.thread).add(": ");
        if (!describe(line, event)) return;
        line.add("\n");
        detail::write_to_standard_output(line.text());
    }
    void flush() noexcept override {}
};

}  // namespace

std::shared_ptr<trace_sink> terminal_trace() { return std::make_shared<terminal_sink>(); }

}  // namespace bounce
