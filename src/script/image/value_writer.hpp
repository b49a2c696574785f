#pragma once

#include "script/code/wire.hpp"
#include "script/image/image_format.hpp"
#include "script/values/children.hpp"
#include "script/values/shape.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bounce::script {

/// Writes values, and gathers on the side what they refer to: strings, shapes, objects. An object is
/// written when somebody first refers to it, behind everything inside it; what is shared keeps one number.
/// Iterative: nesting costs memory, not stack.
class value_writer {
public:
    /// `out` is where the value itself stands; what it contains goes to the tables.
    void write(wire_writer& out, const value& v);
    void write_string(wire_writer& out, std::string_view text) { out.number(string(text)); }
    /// Sees to it that a shared object is in the image, though nothing refers to it by value.
    void keep(const value& v);
    /// The number of a shared object.
    [[nodiscard]] std::uint64_t shared(const object& o);

    /// Writes the contents of all shared objects, and of those they lead to.
    void write_shared();

    /// Strings, shapes, kinds, objects and shared contents, in the order of an image.
    void append_tables(wire_writer& out) const;

    /// Whether something was met that no image can hold.
    [[nodiscard]] bool refused() const noexcept { return refused_; }
    /// Whether something was met that belongs to one isolate: a channel, a semaphore, a task.
    [[nodiscard]] bool holds_more_than_cells() const noexcept {
        for (const object* o : shared_order_)
            if (o->tag != kind::cell) return true;
        return false;
    }

private:
    static constexpr std::uint64_t in_progress = ~std::uint64_t{0};

    [[nodiscard]] std::uint64_t string(std::string_view text);
    [[nodiscard]] std::uint64_t shape_number(const shape& s);
    void prepare(const object& o);
    [[nodiscard]] bool is_prepared(const value& v);
    void write_object(const object& o);
    void write_map(const map_object& m);
    void write_fn(const fn_object& f);
    void write_iterator(const iterator_object& it);
    void write_channel(const channel_object& c);
    void write_task(const task_object& t);

    std::unordered_map<std::string_view, std::uint64_t> string_numbers_;
    wire_writer strings_;
    std::unordered_map<const shape*, std::uint64_t> shape_numbers_;
    wire_writer shapes_;
    std::unordered_map<const object*, std::uint64_t> object_numbers_;
    std::uint64_t objects_count_ = 0;
    wire_writer objects_;
    std::unordered_map<const object*, std::uint64_t> shared_numbers_;
    std::vector<const object*> shared_order_;
    wire_writer shared_;
    bool refused_ = false;
};

/// Whether cycles of references can lead through objects of this kind: they are created before their
/// contents are read.
[[nodiscard]] constexpr bool is_shared_kind(kind k) noexcept {
    return k == kind::cell || k == kind::channel || k == kind::semaphore || k == kind::task;
}

}  // namespace bounce::script
