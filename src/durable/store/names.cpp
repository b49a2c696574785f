#include "bounce/durable/history_entry.hpp"
#include "bounce/durable/operation_record.hpp"
#include "bounce/durable/run_status.hpp"

// The words for what is stored as a number.

namespace bounce::durable {

std::string_view to_string(run_status s) noexcept {
    switch (s) {
        case run_status::scheduled: return "scheduled";
        case run_status::running: return "running";
        case run_status::waiting: return "waiting";
        case run_status::completed: return "completed";
        case run_status::failed: return "failed";
        case run_status::cancelled: return "cancelled";
        case run_status::killed: return "killed";
        case run_status::paused: return "paused";
        case run_status::stuck: return "stuck";
        case run_status::dead: return "dead";
    }
    return "unknown";
}

std::string_view to_string(history_entry::kind what) noexcept {
    switch (what) {
        case history_entry::kind::started: return "started";
        case history_entry::kind::signal_received: return "signal received";
        case history_entry::kind::cancel_requested: return "cancel requested";
        case history_entry::kind::ended: return "ended";
        case history_entry::kind::stuck: return "stuck";
        case history_entry::kind::crashed: return "crashed";
        case history_entry::kind::interrupted: return "interrupted";
        case history_entry::kind::retried: return "retried";
        case history_entry::kind::late_outcome: return "late outcome";
    }
    return "unknown";
}

std::string_view to_string(operation_record::kind what) noexcept {
    switch (what) {
        case operation_record::kind::step: return "step";
        case operation_record::kind::host_call: return "host call";
        case operation_record::kind::child: return "child";
        case operation_record::kind::signal: return "signal";
    }
    return "unknown";
}

std::string_view to_string(operation_record::status state) noexcept {
    switch (state) {
        case operation_record::status::waiting: return "waiting";
        case operation_record::status::running: return "running";
        case operation_record::status::succeeded: return "succeeded";
        case operation_record::status::failed: return "failed";
        case operation_record::status::abandoned: return "abandoned";
    }
    return "unknown";
}

}  // namespace bounce::durable
