#pragma once

#include "script/machine/fuel_meter.hpp"
#include "script/machine/module.hpp"
#include "script/machine/places.hpp"
#include "script/machine/scheduler.hpp"
#include "script/values/fn.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace bounce::script {

/// Runs one fiber until it waits, ends, or the fuel is spent.
///
/// The state is in the fiber at any time when something other than `run` looks at it: `run` keeps the
/// innermost frame's registers and pc at hand and writes the pc back before it calls anything that may
/// throw, suspend or make a frame. No member function keeps a pointer into a stack across a call that
/// may make it grow.
class interpreter {
public:
    enum class stop : std::uint8_t {
        waits,       ///< the fiber is registered somewhere, or in the run queue again
        ended,       ///< its last frame is gone: `outcome` or `error` says how
        out_of_fuel  ///< it stands at a safepoint
    };

    interpreter(isolate_state& s, fiber& f, fuel_meter& fuel) noexcept
        : s_{s}, f_{f}, fuel_{fuel} {}

    [[nodiscard]] stop run();

    /// Makes the first frame of a fiber that has none: a call of `callee` with these arguments. The error
    /// is in the fiber if it fails.
    [[nodiscard]] bool begin(const value& callee, std::span<value> arguments);
    /// The same for a function, which runs before what is there already.
    void begin_before(const linked_function& f);

private:
    /// How an instruction that may call went.
    enum class flow : std::uint8_t {
        next,     ///< complete: the result is in its register
        entered,  ///< there is a new frame
        waits,    ///< the fiber is suspended in it
        failed    ///< `f_.error` is set
    };
    /// Where control is after a return.
    enum class landing : std::uint8_t { in_call, at_entry, nowhere };
    /// What a safepoint found when its piece of fuel was spent.
    enum class verdict : std::uint8_t { go_on, stop, failed };

    // frames
    [[nodiscard]] frame& top() noexcept { return f_.frames.back(); }
    /// R[0] of the innermost frame; before there is one, the bottom of the stack.
    [[nodiscard]] std::uint32_t base() const noexcept {
        return f_.frames.empty() ? 0 : f_.frames.back().base;
    }
    [[nodiscard]] value* registers() noexcept { return f_.stack.data() + base(); }
    [[nodiscard]] const module& home() const noexcept { return *f_.frames.back().function->home; }
    [[nodiscard]] const value& constant(std::uint32_t n) const noexcept {
        return home().code->constants[n];
    }
    [[nodiscard, gnu::always_inline]] bool push(const linked_function& f, std::uint32_t base,
                                                std::uint8_t flags) {
        if (f_.frames.size() == f_.frames.capacity() && !grow_frames()) return false;
        f_.stack.reserve(base + f.registers);
        f_.frames.push_back({&f, 0, base, flags});
        return true;
    }
    [[nodiscard]] bool grow_frames();
    static void clear(value* first, std::size_t count) noexcept {
        for (value* const end = first + count; first != end; ++first)
            if (first->is_heap()) *first = value{};
    }
    /// Whether the innermost frame may end without more ado: the caller waits in a call, and nothing is
    /// to be given back.
    [[nodiscard]] bool lands_at_once() const noexcept {
        constexpr std::uint8_t special = frame::gives_back_this | frame::goes_before;
        return (f_.frames.back().flags & special) == 0 && f_.frames.data() != &f_.frames.back();
    }
    void pop();
    void give_back_this(const frame& caller, value back);
    [[nodiscard]] bool resume();
    [[nodiscard]] landing finish_return(value result);
    [[nodiscard]] static std::uint32_t length_at(const std::uint32_t* pc) noexcept;

    // errors
    bool raise(error_kind kind, std::string message);
    bool raise(const failure& why);
    flow failed(const failure& why) {
        raise(why);
        return flow::failed;
    }
    [[nodiscard]] bool unwind();
    [[nodiscard]] std::optional<std::size_t> find_handler(const handler*& found) const;
    void add_trace(script_error& e) const;
    [[nodiscard]] verdict at_safepoint(std::int64_t& budget);

    // instructions that are not in `run` itself
    [[nodiscard]] bool binary_slow(std::uint32_t word);
    [[nodiscard]] bool unary_slow(std::uint32_t word);
    bool expects_bool(const value& v);
    bool data_race();
    /// Fails: the variable in that register is a copy that a step captured, and constant.
    bool captured_constant(std::uint8_t reg);
    [[nodiscard]] bool make_range_value(const std::uint32_t* pc);
    [[nodiscard]] bool interpolate(std::uint32_t word);
    [[nodiscard]] bool append_to_array(std::uint32_t word);
    void make_array_value(std::uint32_t word);
    void make_map_value(const std::uint32_t* pc);
    void make_closure(const std::uint32_t* pc);
    [[nodiscard]] bool get_index_slow(std::uint32_t word);
    [[nodiscard]] bool get_property_slow(const std::uint32_t* pc);
    [[nodiscard]] bool set_place(const std::uint32_t* pc);
    [[nodiscard]] bool update_place(const std::uint32_t* pc);
    [[nodiscard]] bool make_iterator_value(std::uint32_t word);
    [[nodiscard]] flow next_item(const std::uint32_t* pc, bool& at_end);
    [[nodiscard]] bool global_value(std::uint32_t word);

    // places
    [[nodiscard]] std::optional<place> place_at_pc(const frame& at, const std::uint32_t* words,
                                                   std::uint8_t root, std::uint32_t word);

    // calls
    [[nodiscard]] flow call_value(std::uint32_t word);
    [[nodiscard]] flow call_native(const std::uint32_t* pc);
    [[nodiscard]] flow invoke(const std::uint32_t* pc);
    [[nodiscard]] flow invoke_free(const invoke_site& site, std::uint8_t a);
    [[nodiscard]] flow call_fn(const value& callee, std::uint8_t a, std::size_t arguments,
                               std::uint8_t flags);
    /// What a name with so many arguments means to a function value made from it; null if it is none of
    /// the script's functions.
    [[nodiscard]] static const linked_function* resolve(const fn_object& fn, const value* subject,
                                                        std::size_t arguments) noexcept;
    [[nodiscard]] flow call_named(const fn_object& callee, std::uint8_t a, std::size_t arguments,
                                  std::uint8_t flags);
    [[nodiscard]] flow enter_method(const linked_function& f, const std::uint32_t* pc,
                                    const invoke_site& site);
    [[nodiscard]] flow enter_free(const linked_function& f, const std::uint32_t* pc,
                                  const invoke_site& site);
    [[nodiscard]] flow call_on_place(const value& callee, value subject, const std::uint32_t* pc,
                                     const invoke_site& site, std::size_t arguments);
    [[nodiscard]] std::optional<std::uint8_t> take_this(const std::uint32_t* pc,
                                                        const invoke_site& site, bool by_reference);
    [[nodiscard]] flow mutating_native(const native& n, const std::uint32_t* pc,
                                       const invoke_site& site, value& variable);
    [[nodiscard]] flow native_method(const std::uint32_t* pc, const invoke_site& site);
    [[nodiscard]] flow run_native(const native& n, std::span<value> arguments, value& result);
    [[nodiscard]] flow not_found(std::string_view name, std::span<const value> arguments);
    [[nodiscard]] std::size_t reserve_window(std::uint8_t a, std::size_t arguments);

    // intrinsics
    [[nodiscard]] static bool accepts(intrinsic i, const value* receiver) noexcept;
    [[nodiscard]] flow run_intrinsic(intrinsic i, std::span<value> args, value& result);
    [[nodiscard]] flow fiber_intrinsic(intrinsic i, std::span<value> args, value& result);
    [[nodiscard]] flow channel_intrinsic(intrinsic i, std::span<value> args, value& result);
    [[nodiscard]] flow make_channel_value(intrinsic i, std::span<value> args, value& result);
    [[nodiscard]] flow send(const value& to, value& item, bool wait_for_room, value& result);
    [[nodiscard]] flow yield_turn();
    [[nodiscard]] flow receive_signal(const value& name, value& result);
    [[nodiscard]] flow sleep(const value& d);
    /// now + d; nothing, after raising, if it is not a duration.
    [[nodiscard]] std::optional<std::int64_t> due_after(const value& d);
    [[nodiscard]] flow join(const value& task, value& result);
    [[nodiscard]] flow print(std::span<const value> args, output_line::stream to, bool quoted);
    [[nodiscard]] const module& home_of_names() const noexcept;

    // waiting
    [[nodiscard]] flow begin_operation(const native& n, std::span<value> arguments);
    [[nodiscard]] bool add_operation(const native& n, std::span<value> arguments,
                                     std::uint32_t arm);
    [[nodiscard]] flow wait_for(select_arm what, value object, std::int64_t due_ns = 0);
    [[nodiscard]] bool room_for_timer();
    [[nodiscard]] flow wrong_arm(std::string_view wanted, const value& found);
    [[nodiscard]] bool cancelled_now();
    [[nodiscard]] flow select(const std::uint32_t* pc);
    [[nodiscard]] flow try_arm(const std::uint32_t* pc, std::size_t n, value& result);
    [[nodiscard]] bool add_arm(const std::uint32_t* pc, std::size_t n);
    [[nodiscard]] bool spawn(std::uint32_t word);

    isolate_state& s_;
    fiber& f_;
    fuel_meter& fuel_;
};

}  // namespace bounce::script
