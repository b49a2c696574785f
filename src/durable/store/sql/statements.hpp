#pragma once

#include <cstddef>
#include <string_view>

namespace bounce::durable::sql {

/// Every statement that a store makes while it is used. What each does is written where it is used, in
/// the name, and in its text (`statements.cpp`); no rule of the engine is in any of them.
enum class id : std::size_t {
    read_next_number,
    write_next_number,
    // runs
    find_run,
    insert_run,
    insert_live,
    read_live,
    read_parent,
    read_info,
    read_ended,
    last_finished,
    set_cancelled,
    set_told_to_stop,
    read_attributes,
    write_attributes,
    set_wake,
    let_go,
    set_waiting_for,
    end_run,
    delete_live,
    insert_ready,
    hold_ready,
    delete_ready,
    insert_inbox,
    read_inbox,
    count_inbox,
    has_inbox,
    consume,
    clear_inbox,
    has_request,
    insert_request,
    has_code,
    insert_code,
    // commits
    write_slice,
    write_slice_and_state,
    insert_history,
    trim_history,
    next_line,
    insert_output,
    // workers
    insert_worker,
    read_worker,
    list_workers,
    renew_worker,
    delete_worker,
    runs_of_worker,
    bury_runs,
    bury_ready,
    bury_attempts,
    orphans,
    // claims
    ready_runs,
    due_runs,
    take_run,
    view_run,
    write_run_claim,
    due_steps,
    write_step_claim,
    view_step,
    // operations
    insert_operation,
    read_operation,
    open_operations,
    begin_attempt,
    retry_operation,
    leave_operation,
    delete_operation,
    insert_finished,
    read_finished,
    delete_finished,
    set_last_finished_live,
    set_last_finished_ended,
    // looking
    read_run,
    list_live_runs,
    list_ended_runs,
    list_all_runs,
    read_history,
    read_output,
    load_code,
    count_ready_by_holder,
    count_due_by_holder,
    count_held,
    count_due_steps,
    count_attempts,
    next_wake,
    next_due,
    // checking
    check_held_by_nobody_known,
    check_unseen_inbox,
    check_rows_of_ended,
    check_ready_holders,
    check_strays,
    check_attempts,
    check_file,
};

inline constexpr std::size_t statement_count = static_cast<std::size_t>(id::check_file) + 1;

[[nodiscard]] std::string_view text(id which) noexcept;

}  // namespace bounce::durable::sql
