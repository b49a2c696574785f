#include "durable/worker/script_program.hpp"

#include "durable/worker/script_commands.hpp"
#include "durable/worker/script_values.hpp"
#include "script/machine/isolate_state.hpp"

#include "bounce/durable/errc.hpp"
#include "bounce/durable/instance.hpp"
#include "bounce/script/image.hpp"
#include "bounce/script/value_codec.hpp"

#include <utility>

namespace bounce::durable {

namespace {

output_line::stream stream_of(script::output_line::stream s) noexcept {
    using from = script::output_line::stream;
    switch (s) {
        case from::debug: return output_line::stream::debug;
        case from::info: return output_line::stream::info;
        case from::warning: return output_line::stream::warning;
        case from::error: return output_line::stream::error;
        default: return output_line::stream::print;
    }
}

class script_instance final : public instance {
public:
    script_instance(run_info run, script::isolate running)
        : run_{std::move(run)}, isolate_{std::move(running)} {}

    [[nodiscard]] result<slice> resume(std::span<const delivery> deliveries, nanoseconds now,
                                       const budget& limit) override {
        slice made;
        for (const delivery& d : deliveries) {
            isolate_.advance(d.at);
            std::visit([&](const auto& event) { take(event, made); }, d.what);
            if (made.finished) return made;
        }
        go_on(now, limit, made);
        return made;
    }

    [[nodiscard]] result<void> save(bytes& out) const override {
        auto image = script::snapshot(isolate_);
        if (!image) {
            return error{errc::bad_state}.in("store the run " + run_.id + ", which holds " +
                                             image.error().message());
        }
        out.insert(out.end(), image->begin(), image->end());
        return {};
    }

private:
    void take(const delivery::started& begin, slice& made) {
        std::vector<script::value> arguments;
        const auto takes = isolate_.code().parameters_of(run_.function);
        if (takes && *takes > 0) {
            script::value input;
            if (!begin.input.empty()) {
                auto read = script::decode_value(begin.input, isolate_);
                if (!read) {
                    made.finished = failure{"ErrorRuntime", "its input: " + read.error().message()};
                    return;
                }
                input = *std::move(read);
            }
            arguments.push_back(std::move(input));
        }
        if (auto begun = isolate_.start(run_.function, std::move(arguments)); !begun) {
            failure why{std::string{script::error_name(begun.error().kind())},
                        begun.error().message()};
            made.finished = std::move(why);
        }
    }
    void take(const delivery::finished& ended, slice&) {
        deliver(isolate_, static_cast<std::uint64_t>(ended.operation), ended.outcome);
    }
    void take(const delivery::signal& sent, slice& made) {
        script::value payload;
        if (!sent.payload.empty()) {
            auto read = script::decode_value(sent.payload, isolate_);
            if (read) payload = *std::move(read);
        }
        if (auto posted = isolate_.post(sent.name, std::move(payload)); !posted)
            made.finished = failure{"ErrorDataTooLarge", posted.error().message()};
    }
    void take(const delivery::cancel&, slice&) { isolate_.request_cancel(); }

    void go_on(nanoseconds now, const budget& limit, slice& made) {
        std::uint64_t fuel = limit.fuel;
        for (;;) {
            const std::uint64_t before = isolate_.fuel_used();
            const script::run_result state = isolate_.run(now, fuel);
            const std::uint64_t spent = isolate_.fuel_used() - before;
            made.fuel_spent += spent;
            fuel -= std::min(fuel, spent);
            // What is refused at once may let the isolate go on at once.
            const bool refused = collect(made);
            if (state.state == script::run_state::blocked && refused && fuel > 0) continue;
            conclude(state, made);
            return;
        }
    }

    /// Moves what the isolate wants to the slice. True if some of it was refused on the spot.
    bool collect(slice& made) {
        bool refused = false;
        for (script::operation& wanted : isolate_.take_requested()) {
            auto asked = command_for(wanted, run_, isolate_);
            if (asked) {
                made.commands.push_back(*std::move(asked));
            } else {
                isolate_.deliver_thrown(wanted.number, thrown_of(asked.error(), isolate_));
                refused = true;
            }
        }
        for (const std::uint64_t number : isolate_.take_abandoned())
            made.commands.push_back(command{command::abandon{operation_number{number}}});
        for (script::output_line& line : isolate_.take_output()) {
            output_line out;
            out.to = stream_of(line.to);
            out.text = std::move(line.text);
            made.output.push_back(std::move(out));
        }
        return refused;
    }

    void conclude(const script::run_result& state, slice& made) {
        switch (state.state) {
            case script::run_state::finished:
            case script::run_state::failed:
                made.finished = outcome_of(state);
                made.undelivered_signals = left_over();
                break;
            case script::run_state::blocked:
                made.wake_at = state.wake_at;
                made.runnable = isolate_.runnable();
                made.waiting_for = isolate_.describe_waits();
                break;
            case script::run_state::out_of_fuel: made.runnable = true; break;
            case script::run_state::stuck: made.stuck = true; break;
        }
    }

    /// Names of the signals that nobody received, each as often as it came.
    [[nodiscard]] std::vector<std::string> left_over() const {
        std::vector<std::string> names;
        for (const auto& [name, box] : isolate_.state().mailboxes)
            names.insert(names.end(), box.items.size(), name);
        return names;
    }

    run_info run_;
    script::isolate isolate_;
};

}  // namespace

result<std::unique_ptr<instance>> script_program::begin(const run_info& run) const {
    return std::make_unique<script_instance>(run, script::isolate{code_, bounds_});
}

result<std::unique_ptr<instance>> script_program::open(const run_info& run,
                                                       bytes_view state) const {
    auto restored = script::restore(code_, state, bounds_);
    if (!restored) return restored.error().in("restore the run", run.id);
    return std::make_unique<script_instance>(run, *std::move(restored));
}

}  // namespace bounce::durable
