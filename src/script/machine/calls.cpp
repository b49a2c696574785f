#include "script/machine/interpreter.hpp"
#include "script/values/array.hpp"
#include "script/values/map.hpp"

#include <algorithm>

namespace bounce::script {

// Calls: what a name or a value means, and how `this` gets there and back.

interpreter::flow interpreter::not_found(std::string_view name, std::span<const value> arguments) {
    raise(function_not_found(name, arguments));
    return flow::failed;
}

// Room for a window with so many arguments; gives the place of its first register in the stack.
std::size_t interpreter::reserve_window(std::uint8_t a, std::size_t arguments) {
    const std::size_t window = base() + a;
    f_.stack.reserve(window + arguments + 1);
    return window;
}

// --- by value --------------------------------------------------------------------------------------

interpreter::flow interpreter::call_value(std::uint32_t word) {
    value* r = registers();
    const value callee = std::move(r[b_of(word)]);
    r[a_of(word)] = value{};
    return call_fn(callee, a_of(word), c_of(word), frame::none);
}

// `this` is in R[a] if the flags say that it is bound, the arguments behind it. What the function has
// curried goes between.
interpreter::flow interpreter::call_fn(const value& callee, std::uint8_t a, std::size_t arguments,
                                       std::uint8_t flags) {
    if (!callee.is_fn()) {
        raise(error_kind::mismatch_data_type,
              "a function is expected here, not `" + std::string{type_name(callee)} + '`');
        return flow::failed;
    }
    const auto& fn = as<const fn_object>(callee);
    const std::size_t curried = fn.curried.size();
    const std::size_t window = reserve_window(a, arguments + curried);
    value* first = f_.stack.data() + window + 1;
    if (curried != 0) {
        for (std::size_t n = arguments; n-- > 0;) first[n + curried] = std::move(first[n]);
        for (std::size_t n = 0; n < curried; ++n) first[n] = fn.curried[n];
    }
    const std::size_t all = arguments + curried;
    if (!fn.resolved()) return call_named(fn, a, all, flags);
    const linked_function& f = fn.home->functions[fn.function];
    if (f.code->parameters != all) {
        // Captured variables are no arguments to those who read the message.
        const std::size_t captured = std::min<std::size_t>(f.code->captured, all);
        return not_found(fn.name.text(), {first + captured, all - captured});
    }
    return push(f, static_cast<std::uint32_t>(window), flags) ? flow::entered : flow::failed;
}

const linked_function* interpreter::resolve(const fn_object& fn, const value* subject,
                                            std::size_t arguments) noexcept {
    if (fn.resolved()) return &fn.home->functions[fn.function];
    if (fn.home == nullptr) return nullptr;
    const std::string_view name = fn.name.text();
    const linked_function* f = nullptr;
    if (subject != nullptr) f = fn.home->find_typed(type_name(*subject), name, arguments);
    return f != nullptr ? f : fn.home->find(name, arguments);
}

// By the name in the function value: a function of its home, of the prelude (the first argument of a method
// there is `this`, unless that is bound), an intrinsic, a native.
interpreter::flow interpreter::call_named(const fn_object& fn, std::uint8_t a, std::size_t all,
                                          std::uint8_t flags) {
    const std::string_view name = fn.name.text();
    const auto window = static_cast<std::uint32_t>(base() + a);
    value* first = f_.stack.data() + window + 1;
    const bool bound = (flags & frame::has_this) != 0;
    const linked_function* f = resolve(fn, bound ? &first[-1] : nullptr, all);
    const module* prelude = s_.code.linked().prelude;
    if (f == nullptr && prelude != nullptr) {
        const bool as_this = !bound && all != 0;
        const std::size_t parameters = as_this ? all - 1 : all;
        if (bound || as_this)
            f = prelude->find_typed(type_name(first[bound ? -1 : 0]), name, parameters);
        const linked_function* whole = prelude->find(name, all);
        if (f == nullptr && whole != nullptr && !whole->code->is_private)
            f = whole;
        else if (f != nullptr && as_this) {
            for (std::size_t n = 0; n < all; ++n) first[n - 1] = std::move(first[n]);
            flags |= frame::has_this;
        }
    }
    if (f != nullptr) return push(*f, window, flags) ? flow::entered : flow::failed;

    std::span<value> arguments{first, all};
    if (bound) arguments = {first - 1, all + 1};
    value result;
    flow went = flow::failed;
    for (std::size_t n = 0; n < intrinsic_forms.size(); ++n) {
        const intrinsic_form& form = intrinsic_forms[n];
        const std::size_t wanted =
            static_cast<std::size_t>(form.arguments + (form.on != receiver::none));
        if (form.name != name || form.arguments < 0 || wanted != arguments.size()) continue;
        const auto which = static_cast<intrinsic>(n);
        if (!accepts(which, arguments.empty() ? nullptr : arguments.data())) continue;
        went = run_intrinsic(which, arguments, result);
        if (went == flow::next) f_.stack[window] = std::move(result);
        return went;
    }
    const overload_set* natives = s_.code.natives().natives().find({}, name);
    const native* n = natives == nullptr ? nullptr : natives->select(arguments);
    if (n == nullptr) return not_found(name, arguments);
    went = run_native(*n, arguments, result);
    if (went == flow::next) f_.stack[window] = std::move(result);
    return went;
}

// --- natives ---------------------------------------------------------------------------------------

interpreter::flow interpreter::run_native(const native& n, std::span<value> arguments,
                                          value& result) {
    if (n.call == nullptr) return begin_operation(n, arguments);
    s_.context.caller = &home_of_names();
    auto made = n.call(s_.context, arguments, n.state.get());
    if (!made) return failed(made.error());
    result = std::move(*made);
    return flow::next;
}

interpreter::flow interpreter::call_native(const std::uint32_t* pc) {
    const native_link& link = home().natives[pc[1]];
    value* r = registers();
    const std::span<value> arguments{r + a_of(*pc) + 1, c_of(*pc)};
    const native* n = link.overloads->select(arguments);
    if (n == nullptr) return not_found(link.import->name, arguments);
    value result;
    const flow went = run_native(*n, arguments, result);
    for (value& v : arguments) v = value{};
    if (went == flow::next) r[a_of(*pc)] = std::move(result);
    return went;
}

// --- by name ---------------------------------------------------------------------------------------

namespace {

[[nodiscard]] const linked_function* typed_for(const std::vector<invoke_site::typed>& all,
                                               const value& receiver) {
    if (all.empty()) return nullptr;
    const std::string_view type = type_name(receiver);
    for (const invoke_site::typed& t : all)
        if (t.type == type) return t.function;
    return nullptr;
}

}  // namespace

namespace {

[[nodiscard]] constexpr bool is_plain_root(std::uint32_t place_word) noexcept {
    return (place_word & (place_flags::count_mask | place_flags::cell_root)) == 0;
}

}  // namespace

interpreter::flow interpreter::invoke(const std::uint32_t* pc) {
    const invoke_site& site = home().sites[pc[1]];
    const std::uint8_t a = a_of(*pc);
    if ((site.flags & call_flags::no_receiver) != 0) return invoke_free(site, a);
    if (site.is_call && is_plain_root(pc[2]) && registers()[b_of(*pc)].is_fn()) {
        value* r = registers();
        const value callee = r[b_of(*pc)];
        if ((site.flags & call_flags::temporary) != 0) r[b_of(*pc)] = value{};
        r[a] = value{};
        return call_fn(callee, a, site.arguments, frame::none);
    }
    const auto p = place_at_pc(top(), pc + 3, b_of(*pc), pc[2]);
    if (!p) return flow::failed;

    value held;
    const value* receiver = p->root;
    if (!p->path.empty()) {
        s_.context.caller = &home();
        auto read = read_place(s_.context, home(), *p);
        if (!read) return failed(read.error());
        held = std::move(*read);
        receiver = &held;
    }
    if ((site.flags & call_flags::call_style) == 0) {
        if (receiver->is_map()) {
            const value* property = as<const map_object>(*receiver).find(site.name.text());
            if (property != nullptr && property->is_fn()) {
                value callee = *property;
                value subject = *receiver;
                held = value{};
                return call_on_place(callee, std::move(subject), pc, site, site.arguments);
            }
        }
        const linked_function* method = typed_for(site.typed_methods, *receiver);
        if (method == nullptr) method = site.method;
        if (method != nullptr) {
            held = value{};
            return enter_method(*method, pc, site);
        }
    }
    for (const intrinsic i : site.intrinsics) {
        if (!accepts(i, receiver)) continue;
        value* window = registers() + a;
        if (i == intrinsic::call_with_this) {
            if (site.arguments == 0 || !window[1].is_fn()) continue;
            value callee = std::move(window[1]);
            for (std::size_t n = 1; n < site.arguments; ++n) window[n] = std::move(window[n + 1]);
            value subject = *receiver;
            held = value{};
            return call_on_place(callee, std::move(subject), pc, site, site.arguments - 1U);
        }
        value subject = *receiver;
        if ((site.flags & call_flags::temporary) != 0 && p->path.empty()) *p->root = value{};
        if (i == intrinsic::call_fn) {
            window[0] = value{};
            return call_fn(subject, a, site.arguments, frame::none);
        }
        window[0] = std::move(subject);
        value result;
        const flow went = run_intrinsic(i, {window, site.arguments + std::size_t{1}}, result);
        if (went == flow::next) registers()[a] = std::move(result);
        return went;
    }
    const linked_function* method = typed_for(site.prelude_typed, *receiver);
    if (method == nullptr) method = site.prelude;
    held = value{};
    if (method != nullptr) return enter_method(*method, pc, site);
    if (site.prelude_free != nullptr) return enter_free(*site.prelude_free, pc, site);
    return native_method(pc, site);
}

// `name()`: nothing to look at but the name.
interpreter::flow interpreter::invoke_free(const invoke_site& site, std::uint8_t a) {
    value result;
    flow went = flow::next;
    if (!site.intrinsics.empty()) {
        went = run_intrinsic(site.intrinsics.front(), {}, result);
    } else if (site.prelude != nullptr) {
        registers()[a] = value{};
        return push(*site.prelude, base() + a, frame::none) ? flow::entered : flow::failed;
    } else {
        const native* n = site.natives == nullptr ? nullptr : site.natives->select({});
        if (n == nullptr) return not_found(site.name.text(), {});
        went = run_native(*n, {}, result);
    }
    if (went == flow::next) registers()[a] = std::move(result);
    return went;
}

// Brings the receiver into R[A]: moved out of its place if the callee may change it, else shared. Gives
// the flags of the callee's frame.
std::optional<std::uint8_t> interpreter::take_this(const std::uint32_t* pc, const invoke_site& site,
                                                   bool by_reference) {
    const auto p = place_at_pc(top(), pc + 3, b_of(*pc), pc[2]);
    if (!p) return std::nullopt;
    value& window = registers()[a_of(*pc)];
    if ((site.flags & call_flags::temporary) != 0 && p->path.empty()) {
        value receiver = std::move(*p->root);
        window = std::move(receiver);
        return frame::has_this;
    }
    if (!by_reference) {
        auto read = read_place(s_.context, home(), *p);
        if (!read) return raise(read.error()), std::nullopt;
        window = std::move(*read);
        return frame::has_this;
    }
    if ((pc[2] & place_flags::const_root) != 0) {
        raise(error_kind::non_pure_method,
              std::string{site.name.text()} + "() changes its receiver, which is a constant");
        return std::nullopt;
    }
    if (p->cell != nullptr && p->cell->constant) return captured_constant(b_of(*pc)), std::nullopt;
    auto element = find_element(s_.context, *p);
    if (!element) return raise(element.error()), std::nullopt;
    if (*element == nullptr) {  // a char, a bit or the like: it is written back as it was read
        auto read = read_place(s_.context, home(), *p);
        if (!read) return raise(read.error()), std::nullopt;
        window = std::move(*read);
    } else {
        value receiver = std::move(**element);
        window = std::move(receiver);
    }
    if (p->cell != nullptr) p->cell->borrowed = true;
    return frame::has_this | frame::gives_back_this;
}

interpreter::flow interpreter::enter_method(const linked_function& f, const std::uint32_t* pc,
                                            const invoke_site& site) {
    const auto flags = take_this(pc, site, f.code->mutates_this);
    if (!flags) return flow::failed;
    return push(f, base() + a_of(*pc), *flags) ? flow::entered : flow::failed;
}

// The receiver is the first argument of a function that has no `this`.
interpreter::flow interpreter::enter_free(const linked_function& f, const std::uint32_t* pc,
                                          const invoke_site& site) {
    if (!take_this(pc, site, false)) return flow::failed;
    const std::size_t window = reserve_window(a_of(*pc), site.arguments + std::size_t{1});
    value* first = f_.stack.data() + window;
    for (std::size_t n = site.arguments + std::size_t{1}; n-- > 0;)
        first[n + 1] = std::move(first[n]);
    return push(f, static_cast<std::uint32_t>(window), frame::none) ? flow::entered : flow::failed;
}

// A function value with `this` = the receiver: a property of a map, or x.call(f).
interpreter::flow interpreter::call_on_place(const value& callee, value subject,
                                             const std::uint32_t* pc, const invoke_site& site,
                                             std::size_t arguments) {
    const auto& fn = as<const fn_object>(callee);
    const linked_function* f = resolve(fn, &subject, arguments + fn.curried.size());
    const bool changes = f != nullptr && f->code->mutates_this;
    subject = value{};  // so that the place holds the only reference
    const auto flags = take_this(pc, site, changes);
    if (!flags) return flow::failed;
    const flow went = call_fn(callee, a_of(*pc), arguments, *flags);
    // If nothing was entered, nothing will return it.
    if (went != flow::entered && (*flags & frame::gives_back_this) != 0)
        give_back_this(top(), std::move(registers()[a_of(*pc)]));
    return went;
}

// The same for a receiver that is simply a variable: it changes places with R[A] while the native runs.
interpreter::flow interpreter::mutating_native(const native& n, const std::uint32_t* pc,
                                               const invoke_site& site, value& variable) {
    const std::span<value> arguments{registers() + a_of(*pc), site.arguments + std::size_t{1}};
    value result;
    const flow went = run_native(n, arguments, result);
    arguments[0].swap(variable);
    for (value& v : arguments) v = value{};
    if (went == flow::next) arguments[0] = std::move(result);
    return went;
}

interpreter::flow interpreter::native_method(const std::uint32_t* pc, const invoke_site& site) {
    constexpr std::uint32_t not_simple = place_flags::const_root;
    if (site.may_mutate && is_plain_root(pc[2]) && (pc[2] & not_simple) == 0 &&
        (site.flags & call_flags::temporary) == 0) {
        value* window = registers() + a_of(*pc);
        value& variable = registers()[b_of(*pc)];
        window->swap(variable);
        const native* found = site.natives->select({window, site.arguments + std::size_t{1}});
        if (found != nullptr && found->mutates && found->call != nullptr)
            return mutating_native(*found, pc, site, variable);
        window->swap(variable);
    }
    auto flags = take_this(pc, site, false);
    if (!flags) return flow::failed;
    const std::span<value> arguments{registers() + a_of(*pc), site.arguments + std::size_t{1}};
    const native* n = site.natives == nullptr ? nullptr : site.natives->select(arguments);
    if (n == nullptr) return not_found(site.name.text(), arguments);
    value result;
    flow went = flow::next;
    const bool by_reference = n->mutates && ((site.flags & call_flags::temporary) == 0 ||
                                             (pc[2] & place_flags::count_mask) != 0);
    if (!by_reference) {
        went = run_native(*n, arguments, result);
    } else {
        if ((pc[2] & place_flags::const_root) != 0) {
            raise(error_kind::non_pure_method,
                  std::string{site.name.text()} + "() changes its receiver, which is a constant");
            return flow::failed;
        }
        const auto p = place_at_pc(top(), pc + 3, b_of(*pc), pc[2]);
        if (!p) return flow::failed;
        if (p->cell != nullptr && p->cell->constant)
            return captured_constant(b_of(*pc)), flow::failed;
        arguments[0] = value{};  // so that the place holds the only reference again
        const auto changed = change_place(s_.context, *p, [&](value& element) -> fallible<void> {
            arguments[0].swap(element);
            went = run_native(*n, arguments, result);
            arguments[0].swap(element);
            return {};
        });
        if (!changed) return failed(changed.error());
    }
    for (value& v : arguments) v = value{};
    if (went == flow::next) arguments[0] = std::move(result);
    return went;
}

}  // namespace bounce::script
