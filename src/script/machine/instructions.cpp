#include "script/machine/interpreter.hpp"
#include "script/natives/indexing.hpp"
#include "script/natives/operators.hpp"
#include "script/values/array.hpp"
#include "script/values/cell.hpp"
#include "script/values/copy_on_write.hpp"
#include "script/values/iterator.hpp"
#include "script/values/map.hpp"
#include "script/values/range.hpp"
#include "script/values/string.hpp"
#include "script/values/walks.hpp"

namespace bounce::script {

// Instructions that are more than a line or two, and the slow halves of those that are not.

namespace {

[[nodiscard]] constexpr binary_operator binary_of(opcode op) noexcept {
    return static_cast<binary_operator>(static_cast<std::uint8_t>(op) -
                                        static_cast<std::uint8_t>(opcode::add));
}
static_assert(binary_of(opcode::contains) == binary_operator::contains);

}  // namespace

bool interpreter::binary_slow(std::uint32_t word) {
    value* r = registers();
    const auto op = static_cast<opcode>(number_of(word));
    value& left = r[b_of(word)];
    // `x - 1` is an add_int of -1: what is no int sees the operator that was written.
    const int number = sc_of(word);  // NOLINT(bugprone-signed-char-misuse): no character
    const value literal = value::integer(number < 0 ? -number : number);
    const value& right = op == opcode::add_int ? literal : r[c_of(word)];
    const binary_operator which = op != opcode::add_int ? binary_of(op)
                                  : number < 0          ? binary_operator::subtract
                                                        : binary_operator::add;
    if (which == binary_operator::add && a_of(word) == b_of(word)) {
        const auto done = binary_assign(s_.context, which, left, right);
        return done || raise(done.error());
    }
    auto result = binary(s_.context, which, left, right);
    if (!result) return raise(result.error());
    r[a_of(word)] = std::move(*result);
    return true;
}

bool interpreter::unary_slow(std::uint32_t word) {
    value* r = registers();
    const auto op = static_cast<opcode>(number_of(word));
    const unary_operator which = op == opcode::negate        ? unary_operator::negate
                                 : op == opcode::logical_not ? unary_operator::logical_not
                                                             : unary_operator::unary_plus;
    auto result = unary(s_.context, which, r[b_of(word)]);
    if (!result) return raise(result.error());
    r[a_of(word)] = std::move(*result);
    return true;
}

bool interpreter::expects_bool(const value& v) {
    return raise(error_kind::mismatch_data_type,
                 "a bool is expected here, not `" + std::string{type_name(v)} + '`');
}

bool interpreter::data_race() {
    return raise(error_kind::data_race,
                 "this variable is in use by a method that is running on it");
}

bool interpreter::captured_constant(std::uint8_t reg) {
    const auto& names = top().function->code->parameter_names;
    const std::string name = reg >= 1 && reg <= names.size() ? "`" + names[reg - 1U] + "`"
                                                             : std::string{"this variable"};
    return raise(error_kind::assign_to_constant,
                 name + " was captured by a step: here it is a copy, and cannot be changed");
}

bool interpreter::make_range_value(const std::uint32_t* pc) {
    value* r = registers();
    const value& from = r[b_of(*pc)];
    const value& to = r[c_of(*pc)];
    const bool ints = (from.is_int() || from.is_unit()) && (to.is_int() || to.is_unit());
    if (!ints)
        return raise(error_kind::mismatch_data_type, "a range goes from int to int, not from `" +
                                                         std::string{type_name(from)} + "` to `" +
                                                         std::string{type_name(to)} + '`');
    const std::int64_t begin = from.is_unit() ? 0 : from.as_int();
    const std::int64_t end = to.is_unit() ? range_object::open_end : to.as_int();
    r[a_of(*pc)] = make_range(&s_.heap, begin, end, pc[1] != 0);
    return true;
}

bool interpreter::interpolate(std::uint32_t word) {
    value* r = registers();
    std::string text;
    for (std::size_t n = 0; n < c_of(word); ++n) {
        append_text_of(text, r[b_of(word) + n]);
        r[b_of(word) + n] = value{};
    }
    s_.context.charge(text.size());
    if (const auto fits = s_.context.check_string(text.size()); !fits) return raise(fits.error());
    r[a_of(word)] = make_string(&s_.heap, text);
    return true;
}

void interpreter::make_array_value(std::uint32_t word) {
    value* r = registers();
    std::vector<value> items;
    items.reserve(c_of(word));
    for (std::size_t n = 0; n < c_of(word); ++n) items.push_back(std::move(r[b_of(word) + n]));
    r[a_of(word)] = make_array(&s_.heap, std::move(items));
}

bool interpreter::append_to_array(std::uint32_t word) {
    value* r = registers();
    if (!r[a_of(word)].is_array())
        return raise(error_kind::mismatch_data_type, "an array is expected here");
    auto& array = make_unique_array(&s_.heap, r[a_of(word)]);
    const auto fits = s_.context.check_array(array.items.size() + c_of(word));
    if (!fits) return raise(fits.error());
    for (std::size_t n = 0; n < c_of(word); ++n)
        array.items.push_back(std::move(r[b_of(word) + n]));
    array.settle();
    return true;
}

void interpreter::make_map_value(const std::uint32_t* pc) {
    value* r = registers();
    value made = make_map(&s_.heap);
    auto& map = as<map_object>(made);
    const auto& keys = as<const array_object>(constant(pc[1])).items;
    for (std::size_t n = 0; n < c_of(*pc); ++n) map.set(keys[n], std::move(r[b_of(*pc) + n]));
    r[a_of(*pc)] = std::move(made);
}

void interpreter::make_closure(const std::uint32_t* pc) {
    value* r = registers();
    const linked_function& f = *home().references[pc[1]];
    value made =
        make_fn(&s_.heap, f.home, f.index, f.code->parameters, make_string(&s_.heap, f.code->name));
    auto& closure = as<fn_object>(made);
    closure.anonymous = f.code->name.empty();
    closure.curried.reserve(c_of(*pc));
    for (std::size_t n = 0; n < c_of(*pc); ++n)
        closure.curried.push_back(std::move(r[b_of(*pc) + n]));
    closure.settle();
    r[a_of(*pc)] = std::move(made);
}

bool interpreter::global_value(std::uint32_t word) {
    const std::optional<value>& held = s_.globals[home().index][bx_of(word)];
    if (!held)
        return raise(error_kind::variable_not_found, "the constant " +
                                                         home().code->globals[bx_of(word)].name +
                                                         " is used before it has a value");
    registers()[a_of(word)] = *held;
    return true;
}

bool interpreter::get_index_slow(std::uint32_t word) {
    value* r = registers();
    auto item = get_index(s_.context, r[b_of(word)], r[c_of(word)]);
    if (!item) return raise(item.error());
    r[a_of(word)] = std::move(*item);
    return true;
}

bool interpreter::get_property_slow(const std::uint32_t* pc) {
    value* r = registers();
    s_.context.caller = &home();
    auto item = read_property(s_.context, home(), r[b_of(*pc)], pc[1]);
    if (!item) return raise(item.error());
    r[a_of(*pc)] = std::move(*item);
    return true;
}

// --- places ----------------------------------------------------------------------------------------

// The place whose first word is `word`, with its path behind it at `words`.
std::optional<place> interpreter::place_at_pc(const frame& at, const std::uint32_t* words,
                                              std::uint8_t root, std::uint32_t word) {
    place p;
    value* r = f_.stack.data() + at.base;
    p.registers = r;
    p.constants = at.function->home->code->constants.data();
    p.path = {words, word & place_flags::count_mask};
    p.root = &r[root];
    if ((word & place_flags::cell_root) == 0) return p;
    if (!p.root->is_cell() || as<cell_object>(*p.root).borrowed) {
        data_race();
        return std::nullopt;
    }
    p.cell = &as<cell_object>(*p.root);
    p.root = &p.cell->content;
    return p;
}

bool interpreter::set_place(const std::uint32_t* pc) {
    if ((pc[1] & place_flags::const_root) != 0)
        return raise(error_kind::assign_to_constant, "a constant cannot be changed");
    const auto p = place_at_pc(top(), pc + 2, b_of(*pc), pc[1]);
    if (!p) return false;
    if (p->cell != nullptr && p->cell->constant) return captured_constant(b_of(*pc));
    const auto done = write_place(s_.context, *p, registers()[a_of(*pc)]);
    return done || raise(done.error());
}

bool interpreter::update_place(const std::uint32_t* pc) {
    if ((pc[1] & place_flags::const_root) != 0)
        return raise(error_kind::assign_to_constant, "a constant cannot be changed");
    const auto p = place_at_pc(top(), pc + 2, b_of(*pc), pc[1]);
    if (!p) return false;
    if (p->cell != nullptr && p->cell->constant) return captured_constant(b_of(*pc));
    const binary_operator op = binary_of(static_cast<opcode>(c_of(*pc)));
    const value& right = registers()[a_of(*pc)];
    const auto done = change_place(s_.context, *p, [&](value& element) {
        return binary_assign(s_.context, op, element, right);
    });
    return done || raise(done.error());
}

// --- iteration -------------------------------------------------------------------------------------

bool interpreter::make_iterator_value(std::uint32_t word) {
    value* r = registers();
    value made = make_iterator(&s_.heap, r[b_of(word)]);
    if (made.is_unit())
        return raise(error_kind::not_iterable,
                     '`' + std::string{type_name(r[b_of(word)])} + "` cannot be iterated over");
    r[a_of(word)] = std::move(made);
    return true;
}

interpreter::flow interpreter::next_item(const std::uint32_t* pc, bool& at_end) {
    value* r = registers();
    value& holder = r[a_of(*pc)];
    if (!holder.is(kind::iterator)) {
        raise(error_kind::not_iterable, "an iterator is expected here");
        return flow::failed;
    }
    auto& it = as<iterator_object>(holder);
    const std::int64_t number = it.delivered;
    value item;
    switch (advance(it, item)) {
        case step_outcome::item: break;
        case step_outcome::end: at_end = true; return flow::next;
        case step_outcome::wait: {
            auto& channel = as<channel_object>(it.source);
            const bool over = channel.closed && channel.buffer.empty() && channel.senders.empty();
            if (over) {
                at_end = true;
                return flow::next;
            }
            auto received = try_receive(s_, channel);
            if (!received) return wait_for(select_arm::receive, it.source);
            item = std::move(*received);
            ++it.delivered;
            break;
        }
    }
    r[b_of(*pc)] = std::move(item);
    if (c_of(*pc) != 0) r[b_of(*pc) + 1] = value::integer(number);
    return flow::next;
}

}  // namespace bounce::script
