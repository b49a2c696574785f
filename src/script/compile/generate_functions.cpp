#include "script/compile/generator.hpp"

#include <algorithm>
#include <unordered_set>

namespace bounce::script {

namespace {

/// Declarations of the top level that the globals' values are made of, in text order.
class needed_declarations {
public:
    explicit needed_declarations(const scopes& found) : found_{found} {
        for (const variable* v : found.globals) need(v);
    }
    [[nodiscard]] bool contains(const ast::node* statement) const {
        return needed_.contains(statement);
    }
    /// Variables whose later values would be missed.
    [[nodiscard]] const std::vector<const variable*>& changing() const { return changing_; }

private:
    void need(const variable* v) {
        if (v->declared == nullptr || !needed_.insert(v->declared).second) return;
        const source_span inside = v->declared->where;
        for (const auto& [id, used] : found_.bindings) {
            const bool in_here =
                id->where.offset >= inside.offset && id->where.end() <= inside.end();
            if (!in_here || used->declared == nullptr || used->owner != found_.top) continue;
            if (used->declared != v->declared && used->changed && !used->constant)
                changing_.push_back(used);
            need(used);
        }
    }

    const scopes& found_;
    std::unordered_set<const ast::node*> needed_;
    std::vector<const variable*> changing_;
};

/// Types have short names in the language, and those that type_of gives.
std::string_view type_of_receiver(std::string_view written) noexcept {
    if (written == "int") return "i64";
    if (written == "float") return "f64";
    return written;
}

}  // namespace

// --- parameters ----------------------------------------------------------------------------------

/// Those that were not passed get their default, in order.
void generator::begin_parameters(ast::list<ast::parameter> parameters, std::size_t given) {
    const std::size_t first = b_.top();
    b_.allocate(given);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const variable* v = module_.meaning.variable_of(parameters[i].id);
        if (i < given) {
            code_.parameter_names.emplace_back(parameters[i].id.text);
            if (v != nullptr) begin_variable(*v, static_cast<reg>(first + i));
            continue;
        }
        const reg r = b_.allocate();
        value(*parameters[i].fallback, {true, r, true});
        if (v != nullptr) begin_variable(*v, r);
    }
}

void generator::function(std::uint32_t index, const ast::function& f, std::size_t given) {
    this_is_bound_ = !f.this_type.text.empty();
    code_.receiver_type = type_of_receiver(f.this_type.text);
    code_.is_private = f.is_private;
    code_.is_durable = f.is_durable;
    code_.parameters = static_cast<std::uint8_t>(given);
    code_.required = static_cast<std::uint8_t>(std::ranges::count_if(
        f.parameters.first(given), [](const ast::parameter& p) { return p.fallback == nullptr; }));
    code_.mutates_this = scope_.mutates_this;
    {
        const scope all{*this};
        begin_parameters(f.parameters, given);
        // `this` cannot be passed on, so a function that uses it is written out again.
        if (given < f.parameters.size() && !scope_.uses_this)
            full_call(f);
        else
            tail(*f.body);
    }
    finish(index, f.head_where, f.id.text);
}

/// Calls the function with all parameters.
void generator::full_call(const ast::function& f) {
    const reg a = b_.allocate();
    for (const ast::parameter& p : f.parameters) {
        const reg t = b_.allocate();
        read_variable(*module_.meaning.variable_of(p.id), {true, t, true});
    }
    const callable& full = *module_.names.function(f.id.text, f.parameters.size());
    b_.at(f.head_where);
    b_.emit(opcode::call, a, 0, static_cast<std::uint32_t>(f.parameters.size()));
    b_.extend(module_.reference_to(full.index));
    b_.emit(opcode::return_value, a);
    b_.stop();
}

void generator::closure(std::uint32_t index, const ast::closure& n) {
    is_closure_ = true;
    code_.captured = static_cast<std::uint8_t>(scope_.captures.size());
    code_.parameters = static_cast<std::uint8_t>(scope_.captures.size() + n.parameters.size());
    code_.required = code_.parameters;
    code_.mutates_this = scope_.mutates_this;
    {
        const scope all{*this};
        for (const variable* v : scope_.captures) {
            code_.parameter_names.emplace_back(v->name);
            const reg r = b_.allocate();
            home_[v] = r;  // what is shared comes as a cell
            living_.push_back({v, r, 0});
        }
        begin_parameters(n.parameters, n.parameters.size());
        tail(*n.body);
    }
    finish(index, n.where, "");
}

void generator::forward(std::uint32_t index, const forwarded& call, source_span where) {
    code_.captured = code_.parameters = code_.required = static_cast<std::uint8_t>(call.captured);
    code_.parameter_names.resize(call.captured);
    const reg first = b_.allocate(call.captured);
    const bool has_target = call.how != opcode::call_native && !call.no_receiver;
    const reg a = b_.allocate();
    for (std::size_t i = has_target ? 1 : 0; i < call.captured; ++i)
        b_.emit(opcode::take, b_.allocate(), static_cast<std::uint32_t>(first + i));
    const auto args = static_cast<std::uint32_t>(call.captured - (has_target ? 1 : 0));
    b_.at(where);
    b_.emit(call.how, a, has_target ? first : 0U, args);
    if (call.how != opcode::call_value) b_.extend(call.extension);
    if (call.how == opcode::invoke) b_.extend(0);
    b_.emit(opcode::return_value, a);
    b_.stop();
    finish(index, where, "");
}

// --- the module's own ----------------------------------------------------------------------------

void generator::call_setups(const std::vector<std::uint32_t>& setups) {
    for (const std::uint32_t reference : setups) {
        const keep registers{*this};
        b_.emit(opcode::call, b_.allocate());
        b_.extend(reference);
    }
}

void generator::top_level(std::uint32_t index, const ast::module& m,
                          const std::vector<std::uint32_t>& setups) {
    call_setups(setups);
    tail(*m.body);
    finish(index, {}, "");
}

/// Runs once, however many modules import this one: the last global tells.
void generator::setup(std::uint32_t index, const ast::module& m,
                      const std::vector<std::uint32_t>& setups) {
    const needed_declarations needed{module_.meaning};
    for (const variable* v : needed.changing())
        problem(v->where,
                "a constant that functions see depends on a variable that changes: `" +
                    std::string{v->name} + "`",
                "make it a `const`, or compute the value in a function");
    if (!setups.empty() || !module_.meaning.globals.empty()) {
        const scope all{*this};
        const auto done = static_cast<std::uint32_t>(module_.meaning.globals.size());
        const reg t = b_.allocate();
        b_.emit_bx(opcode::global_get, t, done);
        const std::uint32_t end = b_.pc();
        b_.emit(opcode::return_unit);
        b_.stop();
        b_.bind_handler(0, end, t);
        b_.emit(opcode::load_bool, t, 1);
        b_.emit_bx(opcode::global_set, t, done);
        call_setups(setups);
        for (const ast::node* statement : m.body->statements)
            if (needed.contains(statement)) gen(*ast::as<ast::declaration>(statement), {});
    }
    b_.emit(opcode::return_unit);
    b_.stop();
    finish(index, {}, "");
}

void generator::getter(std::uint32_t index, const variable& constant) {
    const reg t = b_.allocate();
    b_.at(constant.where);
    b_.emit_bx(opcode::global_get, t, constant.global.value_or(0));
    b_.emit(opcode::return_value, t);
    b_.stop();
    finish(index, constant.where, "");
}

void generator::finish(std::uint32_t index, source_span where, std::string_view name) {
    code_.name = name;
    if (!b_.too_large().empty()) {
        problem(where,
                name.empty() ? (is_closure_ ? "this closure is too large"
                                            : "the top level of this file is too large")
                             : "function `" + std::string{name} + "` is too large",
                std::string{b_.too_large()} + ": move a part of it into a function");
        return;
    }
    module_.set_function(index, std::move(code_), where);
}

}  // namespace bounce::script
