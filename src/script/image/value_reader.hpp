#pragma once

#include "script/code/wire.hpp"
#include "script/image/image_format.hpp"
#include "script/machine/isolate_state.hpp"
#include "script/values/shape.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bounce::script {

/// Somebody's place in a queue, from which the list of what a fiber waits for is made.
struct registration {
    fiber_id fiber;
    wait what;
};

/// Reads the tables of an image and the values that refer to them. Objects refer to earlier ones only, and
/// to shared objects, which exist from the beginning: so no cycle comes about that the machine could not
/// break. The failures are in `in`; a value read after one is ().
class value_reader {
public:
    value_reader(wire_reader& in, isolate_state& into) noexcept : in_{in}, state_{into} {}
    value_reader(const value_reader&) = delete;
    value_reader& operator=(const value_reader&) = delete;
    ~value_reader();

    /// Strings, shapes, objects and shared objects.
    void read_tables();

    [[nodiscard]] value read();
    /// The same where nothing may stand as well: then it says false.
    [[nodiscard]] bool read_unless_absent(value& into);
    [[nodiscard]] value read_string();
    /// Lives as long as this reader.
    [[nodiscard]] std::string_view read_text();
    /// A shared object of one kind, or ().
    [[nodiscard]] value read_shared(kind wanted, std::string_view what);
    /// A function of the program; null after a failure.
    [[nodiscard]] const linked_function* read_function();
    /// A fiber and the arm it waits with.
    [[nodiscard]] registration read_waiter(select_arm kind, value object);

    /// Makes the read a failure if the heap has no room for `bytes` more.
    void need(std::size_t bytes);
    /// Makes the read a failure because of a limit of the host.
    void limit(std::string_view what);
    [[nodiscard]] bool over_limit() const noexcept { return over_limit_; }

    [[nodiscard]] std::vector<registration>& registrations() noexcept { return registrations_; }
    [[nodiscard]] const std::vector<value>& shared() const noexcept { return shared_; }

private:
    [[nodiscard]] value tagged(std::uint8_t tag);
    [[nodiscard]] value entry(const std::vector<value>& table, std::uint64_t number,
                              std::string_view what);
    void read_strings();
    void read_shapes();
    void read_shared_kinds();
    void read_objects();
    void read_shared_contents();
    [[nodiscard]] value read_object();
    [[nodiscard]] value read_array();
    [[nodiscard]] value read_blob();
    [[nodiscard]] value read_map();
    [[nodiscard]] value read_fn();
    [[nodiscard]] value read_iterator();
    void read_channel(const value& v);
    void read_task(const value& v);
    [[nodiscard]] std::size_t read_count(std::size_t least_bytes, std::string_view what);

    wire_reader& in_;
    isolate_state& state_;
    std::vector<value> strings_;
    std::vector<shape*> shapes_;  // a reference to each
    std::vector<value> objects_;
    std::vector<value> shared_;
    std::vector<registration> registrations_;
    bool over_limit_ = false;
};

}  // namespace bounce::script
