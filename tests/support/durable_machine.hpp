#pragma once

#include "bounce/durable/errc.hpp"
#include "bounce/durable/program.hpp"

#include <charconv>
#include <map>
#include <sstream>
#include <string>

namespace bounce::durable {

/// The smallest program worth running: it asks for `steps` steps, one after the other, adds up what they
/// give, sleeps ten seconds after every second one, then waits for the signal "end" and ends with the
/// sum. What it has to remember is a line of text.
class counting_machine final : public program {
public:
    explicit counting_machine(std::uint64_t steps) : steps_{steps} {}

    result<std::unique_ptr<instance>> begin(const run_info&) const override {
        return std::make_unique<counting>(steps_);
    }
    result<std::unique_ptr<instance>> open(const run_info&, bytes_view state) const override {
        auto made = std::make_unique<counting>(steps_);
        std::istringstream in{std::string{as_text(state)}};
        std::int64_t wake = 0;
        in >> made->asked >> made->sum >> wake >> made->ended;
        if (!in) return error{errc::bad_state}.in("read the state of a counting machine");
        if (wake != 0) made->wake = nanoseconds{wake};
        return made;
    }

private:
    struct counting final : instance {
        explicit counting(std::uint64_t n) : steps{n} {}

        result<slice> resume(std::span<const delivery> deliveries, nanoseconds now,
                             const budget&) override {
            slice made;
            for (const auto& d : deliveries) {
                wake_up(d.at, made);
                std::visit([&](const auto& e) { take(e, now, made); }, d.what);
            }
            wake_up(now, made);
            if (ended && asked == steps + 1) made.finished = to_bytes(std::to_string(sum));
            made.wake_at = wake;
            made.waiting_for = wake ? "a timer" : asked <= steps ? "a step" : "signal end";
            return made;
        }
        result<void> save(bytes& out) const override {
            const auto text = std::to_string(asked) + " " + std::to_string(sum) + " " +
                              std::to_string(wake ? wake->count() : 0) + " " +
                              std::to_string(ended);
            out.insert(out.end(), as_bytes(text).begin(), as_bytes(text).end());
            return {};
        }

        void take(const delivery::started&, nanoseconds, slice& made) { ask(made); }
        void take(const delivery::finished& f, nanoseconds now, slice& made) {
            if (!f.outcome.succeeded()) {
                made.finished = f.outcome;
                return;
            }
            sum += std::stoull(std::string{as_text(f.outcome.value())});
            output_line line;
            line.text = "after " + std::to_string(asked) + ": " + std::to_string(sum);
            made.output.push_back(std::move(line));
            if (asked % 2 == 0)
                wake = now + seconds{10};
            else
                ask(made);
        }
        void take(const delivery::signal& s, nanoseconds, slice&) { ended = s.name == "end"; }
        void take(const delivery::cancel& c, nanoseconds, slice& made) {
            made.finished = failure{"cancelled", c.reason};
        }
        void wake_up(nanoseconds now, slice& made) {
            if (!wake || *wake > now) return;
            wake.reset();
            ask(made);
        }
        void ask(slice& made) {
            if (++asked > steps) return;
            command::step s;
            s.number = operation_number{asked};
            s.name = "add";
            s.body.function = "add";
            s.body.arguments = to_bytes(std::to_string(asked));
            made.commands.push_back({std::move(s)});
        }

        const std::uint64_t steps;
        std::uint64_t asked = 0;
        std::uint64_t sum = 0;
        std::optional<nanoseconds> wake;
        bool ended = false;
    };

    std::uint64_t steps_;
};

}  // namespace bounce::durable
