#include "bounce/durable/worker/work.hpp"

#include "durable/worker/alone.hpp"
#include "durable/worker/script_code.hpp"
#include "durable/worker/script_commands.hpp"
#include "durable/worker/sys/child_process.hpp"
#include "durable/worker/worker_loop.hpp"

#include "bounce/host/library.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/with_group.hpp"

#include <optional>
#include <utility>

namespace bounce::durable {

std::shared_ptr<const script::engine> make_durable_engine() {
    script::native_table table = host::library();
    add_durable_calls(table);
    return script::engine::freeze(std::move(table));
}

task<result<void>> work(store& from, std::shared_ptr<const script::engine> engine,
                        worker_options options) {
    script_code code{from, std::move(engine), options.bounds};
    // Outside the group, since the group's tasks use it until they have ended.
    std::optional<worker_loop> loop;
    auto body = [&](task_group& attempts) -> task<result<void>> {
        loop.emplace(from, code, options, attempts);
        co_return co_await loop->run();
    };
    co_return co_await with_group(std::move(body));
}

task<int> work_alone(store& in, std::shared_ptr<const script::engine> engine, std::string work,
                     worker_options options) {
    script_code code{in, std::move(engine), options.bounds};
    auto first = co_await select(do_alone(in, code, work, options), parent_ended());
    const result<void> done = first.index() == 0 ? std::get<0>(first) : error{errc::cancelled};
    if (!done && options.report) options.report(work + ", alone: " + done.error().message());
    co_return status_of(done);
}

}  // namespace bounce::durable
