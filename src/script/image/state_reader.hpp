#pragma once

#include "script/image/value_reader.hpp"
#include "script/machine/isolate_state.hpp"
#include "script/machine/module.hpp"

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"

#include <memory>

namespace bounce::script {

/// Reads an image into a new state. Nothing that it says is believed: see `restore`.
class state_reader {
public:
    state_reader(const executable& code, const limits& bounds, bytes_view image)
        : state_{std::make_unique<isolate_state>(code, bounds)},
          in_{image},
          values_{in_, *state_} {}

    [[nodiscard]] result<std::unique_ptr<isolate_state>> run();

private:
    void modules();
    void globals();

    void fibers();
    void one_fiber(fiber& f);
    void phase(fiber& f, std::uint8_t flags);
    void failed_children(fiber& f);
    void frames(fiber& f);
    void one_frame(fiber& f);
    void check_below(const fiber& f, const frame& above);
    void check_innermost(const fiber& f);

    void timers();
    void mailboxes();
    void operations();
    void one_operation(std::uint64_t number);
    void counters();
    void output();
    [[nodiscard]] std::unique_ptr<script_error> error();
    [[nodiscard]] script_error::place error_place();
    /// A text outside of the heap; all of them together are held against the limit of images.
    [[nodiscard]] std::string copied_text();
    [[nodiscard]] std::string copied_name(const value& name);

    void connect();
    void connect_waits();
    void check_waits(fiber& f);
    void connect_children();
    void check_tasks();
    void check_ready();
    void check_numbers();

    void require(bool holds, std::string_view what, errc code = errc::malformed);

    std::unique_ptr<isolate_state> state_;  // before all values
    wire_reader in_;
    value_reader values_;
    std::vector<const safepoint*> stands_;  // of the frames of the fiber that is read
    std::size_t copied_bytes_ = 0;
    errc code_ = errc::malformed;
};

}  // namespace bounce::script
