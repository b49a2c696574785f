#pragma once

#include <string_view>

namespace bounce::durable::sql {

/// Every table of a new store, at `durable::schema_version`. Times are nanoseconds since 1970, hashes
/// and uuids raw bytes. What is stored stays: a change is a new version and a migration from the last.
///
/// The tables that every step touches (live, operations, ready, inbox) hold only what has not ended, and
/// are small however much has happened; what has ended is in the others, which are only appended to.
inline constexpr std::string_view schema = R"sql(
-- One row. next_number numbers runs, workers, places in the queue, inbox entries and history alike.
CREATE TABLE meta(
    only_row {row_key},
    schema_version {integer} NOT NULL,
    next_number {integer} NOT NULL
);

-- Every run that ever was: what does not change, and, once it has ended, how.
CREATE TABLE runs(
    run {row_key},
    id {text} NOT NULL UNIQUE,
    uuid {blob} NOT NULL,
    kind {text} NOT NULL,
    code {blob} NOT NULL,
    function {text} NOT NULL,
    request_id {text} NOT NULL,
    created_at {integer} NOT NULL,
    start_at {integer} NOT NULL,
    parent {integer},
    parent_operation {integer},
    cancelled_at {integer},
    told_to_stop_at {integer},
    attributes {blob} NOT NULL,
    -- From here on only of runs that have ended.
    status {integer},
    ended_at {integer},
    result {blob},
    undelivered {blob},
    epoch {integer},
    commits {integer},
    claims {integer},
    crashes {integer},
    state_bytes {integer},
    last_finished {integer}
);

-- Every run that has not ended. worker: who holds it; 0: nobody.
CREATE TABLE live(
    run {row_key},
    worker {integer} NOT NULL,
    epoch {integer} NOT NULL,
    commits {integer} NOT NULL,
    status {integer} NOT NULL,
    wake_at {integer},
    claims {integer} NOT NULL,
    crashes {integer} NOT NULL,
    last_finished {integer} NOT NULL,
    waiting_for {text} NOT NULL,
    state {blob}
);
CREATE INDEX live_wake ON live(wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX live_worker ON live(worker) WHERE worker <> 0;

-- Runs with something to do, in their order. holder repeats live.worker.
CREATE TABLE ready(
    run {row_key},
    holder {integer} NOT NULL,
    since {integer} NOT NULL,
    place {integer} NOT NULL
);
CREATE INDEX ready_order ON ready(holder, since, place);

-- Deliveries that no commit has consumed.
CREATE TABLE inbox(
    run {integer} NOT NULL,
    sequence {integer} NOT NULL,
    at {integer} NOT NULL,
    event {blob} NOT NULL,
    PRIMARY KEY(run, sequence)
){in_key_order};

-- Requests to a run that took hold.
CREATE TABLE requests(
    run {integer} NOT NULL,
    request_id {text} NOT NULL,
    PRIMARY KEY(run, request_id)
){in_key_order};

-- Operations that have not ended, or whose run has left them while an attempt is under way.
-- attempt: the current token. worker: who makes it; 0: somebody who died; NULL: it is not under way.
-- due_at: when the next may be made. left_as: 0 wanted, 1 left, 2 left after this attempt.
-- when_left: the policy (close_policy of a child, on_cancel of a step). request: the whole step.
CREATE TABLE operations(
    run {integer} NOT NULL,
    number {integer} NOT NULL,
    what {integer} NOT NULL,
    name {text} NOT NULL,
    key {text} NOT NULL,
    requested_at {integer} NOT NULL,
    attempt {integer} NOT NULL,
    tries {integer} NOT NULL,
    interrupted {integer} NOT NULL,
    crashes {integer} NOT NULL,
    worker {integer},
    pid {integer} NOT NULL,
    started_at {integer},
    due_at {integer},
    left_as {integer} NOT NULL,
    child {integer},
    when_left {integer} NOT NULL,
    failure {text} NOT NULL,
    request {blob},
    PRIMARY KEY(run, number)
){in_key_order};
CREATE INDEX operations_due ON operations(due_at) WHERE due_at IS NOT NULL;
CREATE INDEX operations_worker ON operations(worker) WHERE worker IS NOT NULL;

-- Operations that have ended, in that order. Each names the one of its run before it, and the run names
-- its last: so appending touches one page whatever run it is for.
CREATE TABLE finished(
    sequence {row_key},
    previous {integer} NOT NULL,
    run {integer} NOT NULL,
    number {integer} NOT NULL,
    what {integer} NOT NULL,
    state {integer} NOT NULL,
    name {text} NOT NULL,
    key {text} NOT NULL,
    attempts {integer} NOT NULL,
    tries {integer} NOT NULL,
    interrupted {integer} NOT NULL,
    crashes {integer} NOT NULL,
    requested_at {integer} NOT NULL,
    started_at {integer},
    ended_at {integer} NOT NULL,
    pid {integer} NOT NULL,
    failure {text} NOT NULL
);

CREATE TABLE history(
    run {integer} NOT NULL,
    sequence {integer} NOT NULL,
    what {integer} NOT NULL,
    at {integer} NOT NULL,
    number {integer} NOT NULL,
    text {text} NOT NULL,
    pid {integer} NOT NULL,
    PRIMARY KEY(run, sequence)
){in_key_order};

CREATE TABLE output(
    run {integer} NOT NULL,
    line {integer} NOT NULL,
    stream {integer} NOT NULL,
    at {integer} NOT NULL,
    text {text} NOT NULL,
    PRIMARY KEY(run, line)
){in_key_order};

CREATE TABLE code(
    hash {blob} PRIMARY KEY,
    content {blob} NOT NULL
);

-- Workers that are taken for alive. What the last claim of each sort gave is kept for its repetition.
CREATE TABLE workers(
    worker {row_key},
    boot_id {text} NOT NULL,
    pid {integer} NOT NULL,
    start_time {integer} NOT NULL,
    until {integer} NOT NULL,
    run_ticket {integer} NOT NULL,
    run_claim {blob} NOT NULL,
    step_ticket {integer} NOT NULL,
    step_claim {blob} NOT NULL
);
)sql";

}  // namespace bounce::durable::sql
