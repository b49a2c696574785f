#pragma once

#include "script/image/value_writer.hpp"
#include "script/machine/isolate_state.hpp"
#include "script/machine/module.hpp"

#include "bounce/base/bytes.hpp"

namespace bounce::script {

/// Writes an isolate's state as an image.
class state_writer {
public:
    explicit state_writer(const isolate_state& s) noexcept : state_{s} {}

    /// The image; of no use if something was refused.
    [[nodiscard]] bytes run();
    [[nodiscard]] bool refused() const noexcept { return values_.refused(); }

private:
    void header(wire_writer& out) const;
    void globals();
    void fibers();
    void one_fiber(const fiber& f);
    void frames(const fiber& f);
    void place(const linked_function& f, std::uint32_t pc);
    void queues();
    void operations();
    void counters();
    void output();
    void error(const script_error& e);
    void error_place(const script_error::place& p);

    void value_of(const value& v) { values_.write(out_, v); }
    void text(std::string_view t) { values_.write_string(out_, t); }

    const isolate_state& state_;
    value_writer values_;
    wire_writer out_;
};

/// The safepoint of a function that a frame stands at: the number in its table.
[[nodiscard]] std::size_t safepoint_of(const function_code& f, std::uint32_t pc, bool suspended);

}  // namespace bounce::script
