#pragma once

#include "durable_calls.hpp"

#include "bounce/durable/errc.hpp"
#include "bounce/durable/sqlite_store.hpp"

#include <functional>
#include <memory>
#include <string>

namespace bounce::durable {

inline run_start run_called(const std::string& id) {
    run_start made;
    made.id = id;
    made.uuid = run_uuid::from_random(std::hash<std::string>{}(id), 1);
    made.kind = "test/0";
    made.code.bytes[0] = 1;
    made.closure = {{made.code, std::make_shared<const bytes>(to_bytes("the code"))}};
    made.function = "main";
    made.input = to_bytes("input");
    return made;
}

inline std::unique_ptr<store> open_at(const std::string& path, sqlite_store_options options = {}) {
    return open_sqlite_store(path, std::move(options)).value();
}

/// A worker that runs one step after the other of one run, each with one commit.
class stepping {
public:
    stepping(store& in, const std::string& id) : call_{in}, id_{id} {}

    /// Starts the run and takes it.
    [[nodiscard]] result<void> begin() {
        auto made = call_.start({run_called(id_)});
        if (!made) return made.error();
        if (!made->at(0)) return made->at(0).error();
        auto who = call_.register_worker(this_process(), std::chrono::hours{1});
        if (!who) return who.error();
        worker_claim wish;
        wish.worker = who->worker;
        wish.ticket = 1;
        wish.limit = 1;
        auto claimed = call_.claim_runs(wish);
        if (!claimed) return claimed.error();
        run_ = claimed->runs.at(0);
        worker_ = who->worker;
        return {};
    }

    /// The k-th commit: step k-1 has been performed, step k is asked for and begun.
    [[nodiscard]] result<void> step() {
        slice_commit next;
        next.run = run_.info.number;
        next.worker = worker_;
        next.epoch = run_.epoch;
        next.number = run_.commits + 1;
        next.state = to_bytes(std::string(1000, 's') + std::to_string(next.number));
        next.status = run_status::waiting;
        for (const auto& entry : run_.inbox) next.consumed.push_back(entry.sequence);
        run_.inbox.clear();
        if (next.number > 1) {
            attempt_end done;
            done.attempt = {next.run, operation_number{next.number - 1}, 1};
            done.outcome = to_bytes("done");
            next.performed.push_back(std::move(done));
        }
        command::step wanted;
        wanted.number = operation_number{next.number};
        wanted.name = "step";
        wanted.body.function = "body";
        next.begun = {wanted.number};
        next.commands.push_back({std::move(wanted)});
        auto answer = call_.commit({std::move(next)});
        if (!answer) return answer.error();
        if (answer->done.size() != 1) return error{errc::fenced};
        ++run_.commits;
        return {};
    }

    [[nodiscard]] std::uint64_t commits() const { return run_.commits; }

private:
    calls call_;
    std::string id_;
    claimed_run run_;
    worker_number worker_{};
};

}  // namespace bounce::durable
