#include "script/machine/interpreter.hpp"

#include "script/values/array.hpp"
#include "script/values/cell.hpp"
#include "script/values/iterator.hpp"

#include <cmath>

// Dispatch by computed goto, an extension that both compilers have.
#pragma GCC diagnostic ignored "-Wpedantic"
#ifdef __clang__
#pragma clang diagnostic ignored "-Wgnu-label-as-value"
#endif

namespace bounce::script {

// Shorthand of `run` alone; undefined below it.
#define RA r[a_of(w)]
#define RB r[b_of(w)]
#define RC r[c_of(w)]
#define DISPATCH()                  \
    do {                            \
        w = *pc;                    \
        goto* labels[number_of(w)]; \
    } while (false)
#define NEXT(words)    \
    do {               \
        pc += (words); \
        DISPATCH();    \
    } while (false)
#define SAVE() (top().pc = static_cast<std::uint32_t>(pc - code))
#define CHECKED(action, words)      \
    do {                            \
        SAVE();                     \
        if (!(action)) goto raised; \
        NEXT(words);                \
    } while (false)
#define ARITHMETIC(name, builtin, floats)                                   \
    do_##name : {                                                           \
        const value& left = RB;                                             \
        const value& right = RC;                                            \
        if (left.is_int() && right.is_int()) {                              \
            std::int64_t sum;                                               \
            if (!builtin(left.as_int(), right.as_int(), &sum)) [[likely]] { \
                RA = value::integer(sum);                                   \
                NEXT(1);                                                    \
            }                                                               \
        } else if (left.is_float() && right.is_float()) {                   \
            RA = value::floating(left.as_float() floats right.as_float());  \
            NEXT(1);                                                        \
        }                                                                   \
        CHECKED(binary_slow(w), 1);                                         \
    }
// A comparison is nearly always asked for by the conditional jump behind it: that saves a dispatch.
#define COMPARED(result)                                                  \
    do {                                                                  \
        const bool holds = (result);                                      \
        RA = value::boolean(holds);                                       \
        const std::uint32_t behind = pc[1];                               \
        if ((behind & 0xffffU) == ((w & 0xff00U) | jump_unless_number)) { \
            pc += holds ? 2 : 2 + sbx_of(behind);                         \
            DISPATCH();                                                   \
        }                                                                 \
        NEXT(1);                                                          \
    } while (false)
#define COMPARISON(name, op)                                                                    \
    do_##name : {                                                                               \
        const value& left = RB;                                                                 \
        const value& right = RC;                                                                \
        if (left.is_int() && right.is_int()) COMPARED(left.as_int() op right.as_int());         \
        if (left.is_float() && right.is_float()) COMPARED(left.as_float() op right.as_float()); \
        CHECKED(binary_slow(w), 1);                                                             \
    }
#define BIT_OPERATION(name, op)                              \
    do_##name : {                                            \
        if (RB.is_int() && RC.is_int()) {                    \
            RA = value::integer(RB.as_int() op RC.as_int()); \
            NEXT(1);                                         \
        }                                                    \
        CHECKED(binary_slow(w), 1);                          \
    }

namespace {

// The element that place_set or place_update means, if that is simply variable[int] of an array that nobody
// else sees; else null.
[[nodiscard, gnu::always_inline]] inline value* element_in_place(value* r,
                                                                 const std::uint32_t* pc) noexcept {
    constexpr std::uint32_t one_step = 1;  // and no flags
    if (pc[1] != one_step || step_kind(pc[2]) != path_kind::index) return nullptr;
    const value& root = r[b_of(*pc)];
    const value& index = r[step_operand(pc[2])];
    if (!root.is_array() || !index.is_int()) return nullptr;
    auto& array = as<array_object>(root);
    const auto at = static_cast<std::uint64_t>(index.as_int());
    if (!array.unique() || at >= array.items.size()) return nullptr;
    array.stored = 0;
    return &array.items[at];
}

}  // namespace

interpreter::stop interpreter::run() {
    static const void* const labels[] = {
#define BOUNCE_SCRIPT_LABEL(name, number, a, b, c, extensions) &&do_##name,
        BOUNCE_SCRIPT_OPCODES(BOUNCE_SCRIPT_LABEL)
#undef BOUNCE_SCRIPT_LABEL
    };

    constexpr std::uint32_t jump_unless_number = static_cast<std::uint8_t>(opcode::jump_unless);
    constexpr std::uint32_t add_number = static_cast<std::uint8_t>(opcode::add);
    value* r = nullptr;
    const std::uint32_t* code = nullptr;
    const std::uint32_t* pc = nullptr;
    const linked_function* fn = nullptr;
    std::uint32_t w = 0;
    std::int64_t budget = fuel_.grant(s_.stop_at != 0 ? 0 : fuel_meter::piece);

    if (f_.mode != resume_mode::run) {
        if (!resume()) goto raised;
        goto loaded_inside;
    }

    // A frame that has not begun, or one that stands at a `loop`.
    if (top().pc == 0) goto entered;

loaded_inside: {
    const frame& here = top();
    r = f_.stack.data() + here.base;
    fn = here.function;
    code = fn->words.data();
    pc = code + here.pc;
    DISPATCH();
}

entered: {
    const frame& here = top();
    r = f_.stack.data() + here.base;
    fn = here.function;
    code = fn->words.data();
    pc = code;
    if (--budget < 0) [[unlikely]] {
        switch (at_safepoint(budget)) {
            case verdict::go_on: break;
            case verdict::stop: return stop::out_of_fuel;
            case verdict::failed: goto raised;
        }
    }
    DISPATCH();
}

raised:  // f_.error is set, and the pc of the innermost frame is saved
    if (!unwind()) {
        fuel_.settle(budget);
        return stop::ended;
    }
    goto loaded_inside;

do_nop:
    NEXT(1);
do_move:
    RA = RB;
    NEXT(1);
do_take:
    RA = std::move(RB);
    NEXT(1);
do_load_unit:
    RA = value{};
    NEXT(1);
do_load_bool:
    RA = value::boolean(b_of(w) != 0);
    NEXT(1);
do_load_int:
    RA = value::integer(sbx_of(w));
    NEXT(1);
do_load_constant:
    RA = fn->constants[bx_of(w)];
    NEXT(1);
do_load_function: {
    const linked_function& f = *fn->home->references[pc[1]];
    RA = f.home->function_values[f.index];
    NEXT(2);
}
do_new_closure:
    make_closure(pc);
    NEXT(2);
do_check_this:
    if ((top().flags & frame::has_this) == 0) [[unlikely]]
        CHECKED(raise(error_kind::unbound_this, "`this` is not bound to anything here"), 1);
    NEXT(1);

do_new_cell: {
    RA = make_cell(&s_.heap, std::move(RB));
    NEXT(1);
}
do_cell_get: {
    if (!RB.is_cell() || as<cell_object>(RB).borrowed) [[unlikely]]
        CHECKED(data_race(), 1);
    {
        // The register may be the one that keeps the cell alive.
        value content = as<cell_object>(RB).content;
        RA = std::move(content);
    }
    NEXT(1);
}
do_cell_set:
    if (!RA.is_cell() || as<cell_object>(RA).borrowed) [[unlikely]]
        CHECKED(data_race(), 1);
    if (as<cell_object>(RA).constant) [[unlikely]]
        CHECKED(captured_constant(a_of(w)), 1);
    as<cell_object>(RA).content = RB;
    NEXT(1);
do_global_get:
    CHECKED(global_value(w), 1);
do_global_set:
    s_.globals[fn->home->index][bx_of(w)] = RA;
    NEXT(1);

    ARITHMETIC(add, __builtin_add_overflow, +)
    ARITHMETIC(subtract, __builtin_sub_overflow, -)
    ARITHMETIC(multiply, __builtin_mul_overflow, *)
do_divide: {
    const value& left = RB;
    const value& right = RC;
    // Division by 0 and of the least number by -1 are errors.
    if (left.is_int() && right.is_int() && right.as_int() > 0) {
        RA = value::integer(left.as_int() / right.as_int());
        NEXT(1);
    }
    if (left.is_float() && right.is_float()) {
        RA = value::floating(left.as_float() / right.as_float());
        NEXT(1);
    }
    CHECKED(binary_slow(w), 1);
}
do_remainder:
    if (RB.is_int() && RC.is_int() && RC.as_int() > 0) {
        RA = value::integer(RB.as_int() % RC.as_int());
        NEXT(1);
    }
    CHECKED(binary_slow(w), 1);
do_power:
do_shift_left:
do_shift_right:
do_contains:
    CHECKED(binary_slow(w), 1);
    BIT_OPERATION(bit_and, &)
    BIT_OPERATION(bit_or, |)
    BIT_OPERATION(bit_xor, ^)
    COMPARISON(equal, ==)
    COMPARISON(not_equal, !=)
    COMPARISON(less, <)
    COMPARISON(less_equal, <=)
    COMPARISON(greater, >)
    COMPARISON(greater_equal, >=)
do_negate:
do_unary_plus:
    CHECKED(unary_slow(w), 1);
do_logical_not:
    if (RB.is_bool()) {
        RA = value::boolean(!RB.as_bool());
        NEXT(1);
    }
    CHECKED(unary_slow(w), 1);
do_add_int: {
    std::int64_t sum;
    if (RB.is_int() && !__builtin_add_overflow(RB.as_int(), std::int64_t{sc_of(w)}, &sum))
        [[likely]] {
        RA = value::integer(sum);
        NEXT(1);
    }
    CHECKED(binary_slow(w), 1);
}
do_new_range:
    CHECKED(make_range_value(pc), 2);
do_interpolate:
    CHECKED(interpolate(w), 1);
do_new_array:
    make_array_value(w);
    NEXT(1);
do_array_append:
    CHECKED(append_to_array(w), 1);
do_new_map:
    make_map_value(pc);
    NEXT(2);

do_get_index: {
    const value& container = RB;
    const value& index = RC;
    if (container.is_array() && index.is_int()) {
        const auto& items = as<array_object>(container).items;
        const auto at = static_cast<std::uint64_t>(index.as_int());
        if (at < items.size()) [[likely]] {
            {
                // The register may be the one that keeps the array alive.
                value item = items[at];
                RA = std::move(item);
            }
            NEXT(1);
        }
    }
    CHECKED(get_index_slow(w), 1);
}
do_get_property:
    CHECKED(get_property_slow(pc), 2);
do_place_set:
    if (value* element = element_in_place(r, pc)) {
        *element = RA;
        NEXT(3);
    }
    CHECKED(set_place(pc), 2 + (pc[1] & place_flags::count_mask));
do_place_update:
    if (value* element = element_in_place(r, pc);
        element != nullptr && element->is_int() && RA.is_int() && c_of(w) == add_number) {
        std::int64_t sum;
        if (!__builtin_add_overflow(element->as_int(), RA.as_int(), &sum)) {
            *element = value::integer(sum);
            NEXT(3);
        }
    }
    CHECKED(update_place(pc), 2 + (pc[1] & place_flags::count_mask));

do_jump:
    NEXT(1 + sbx_of(w));
do_jump_if:
    if (!RA.is_bool()) [[unlikely]]
        CHECKED(expects_bool(RA), 1);
    NEXT(RA.as_bool() ? 1 + sbx_of(w) : 1);
do_jump_unless:
    if (!RA.is_bool()) [[unlikely]]
        CHECKED(expects_bool(RA), 1);
    NEXT(RA.as_bool() ? 1 : 1 + sbx_of(w));
do_jump_if_unit:
    NEXT(RA.is_unit() ? 1 + sbx_of(w) : 1);
do_jump_not_unit:
    NEXT(RA.is_unit() ? 1 : 1 + sbx_of(w));
do_loop:
    if (--budget < 0) [[unlikely]] {
        SAVE();
        switch (at_safepoint(budget)) {
            case verdict::go_on: break;
            case verdict::stop: return stop::out_of_fuel;
            case verdict::failed: goto raised;
        }
    }
    NEXT(1 + sbx_of(w));
do_check_bool:
    if (!RA.is_bool()) [[unlikely]]
        CHECKED(expects_bool(RA), 1);
    NEXT(1);

do_return_unit:
    if (!lands_at_once()) goto returned_slowly;
    r[0] = value{};
    goto returned;
do_return_value:
    if (!lands_at_once()) goto returned_slowly;
    if (a_of(w) != 0) r[0] = std::move(RA);
    goto returned;
returned: {
    // R[0] of the callee is where the caller finds the result.
    clear(r + 1, fn->registers - 1);
    f_.frames.pop_back();
    const frame& here = top();
    r = f_.stack.data() + here.base;
    fn = here.function;
    code = fn->words.data();
    pc = code + here.pc;
    NEXT(static_cast<opcode>(number_of(*pc)) == opcode::call ? 2 : length_at(pc));
}
returned_slowly:
    // A is 0 in return_unit, where `this` is.
    switch (finish_return(
        static_cast<opcode>(number_of(w)) == opcode::return_unit ? value{} : std::move(RA))) {
        case landing::in_call: break;
        case landing::at_entry: goto entered;
        case landing::nowhere: fuel_.settle(budget); return stop::ended;
    }
    top().pc += length_at(top().function->words.data() + top().pc);
    goto loaded_inside;

do_throw_value:
    SAVE();
    f_.error = make_thrown(std::move(RA));
    goto raised;

do_new_iterator:
    CHECKED(make_iterator_value(w), 1);
do_next: {
    if (RA.is(kind::iterator) && as<iterator_object>(RA).over != iteration::channel) [[likely]] {
        auto& it = as<iterator_object>(RA);
        if (c_of(w) != 0) r[b_of(w) + 1] = value::integer(it.delivered);
        // At the end nothing was delivered and nobody looks at these registers.
        NEXT(advance(it, RB) == step_outcome::item ? 2 : 2 + static_cast<std::int32_t>(pc[1]));
    }
    bool at_end = false;
    SAVE();
    switch (next_item(pc, at_end)) {
        case flow::next: NEXT(at_end ? 2 + static_cast<std::int32_t>(pc[1]) : 2);
        case flow::waits: goto suspended;
        case flow::entered:
        case flow::failed: goto raised;
    }
    __builtin_unreachable();
}

do_call: {
    SAVE();
    const linked_function& f = *fn->home->references[pc[1]];
    RA = value{};
    if (!push(f, static_cast<std::uint32_t>(&RA - f_.stack.data()), frame::none)) goto raised;
    goto entered;
}
do_call_value:
    SAVE();
    switch (call_value(w)) {
        case flow::next: goto after_native;
        case flow::entered: goto entered;
        case flow::waits: goto suspended;
        case flow::failed: goto raised;
    }
    __builtin_unreachable();
do_call_native:
    SAVE();
    switch (call_native(pc)) {
        case flow::next: goto after_native;
        case flow::entered: goto entered;
        case flow::waits: goto suspended;
        case flow::failed: goto raised;
    }
    __builtin_unreachable();
do_invoke:
    SAVE();
    switch (invoke(pc)) {
        case flow::next: goto after_native;
        case flow::entered: goto entered;
        case flow::waits: goto suspended;
        case flow::failed: goto raised;
    }
    __builtin_unreachable();
after_native:
    budget -= static_cast<std::int64_t>(s_.context.take_fuel());
    r = registers();
    NEXT(length_at(pc));

do_spawn:
    CHECKED(spawn(w), 1);
do_select:
    SAVE();
    switch (select(pc)) {
        case flow::next: NEXT(length_at(pc));
        case flow::waits: goto suspended;
        case flow::entered:
        case flow::failed: goto raised;
    }
    __builtin_unreachable();

suspended:
    fuel_.settle(budget);
    return stop::waits;
}

#undef RA
#undef RB
#undef RC
#undef DISPATCH
#undef NEXT
#undef SAVE
#undef CHECKED
#undef ARITHMETIC
#undef COMPARISON
#undef BIT_OPERATION

}  // namespace bounce::script
