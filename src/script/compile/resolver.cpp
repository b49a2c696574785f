#include "script/compile/resolver.hpp"

#include <algorithm>

namespace bounce::script {

const ast::node& root_of(const ast::node& chain) noexcept {
    const ast::node* n = &chain;
    for (;;) {
        if (const auto* p = ast::as<ast::property>(n)) {
            n = p->target;
        } else if (const auto* i = ast::as<ast::index>(n)) {
            n = i->target;
        } else {
            return *n;
        }
    }
}

scopes resolve_names(const ast::module& m, const module_names& names,
                     std::vector<diagnostic>& problems) {
    scopes found;
    resolver{m, names, found, problems}.run();
    return found;
}

// --- functions -----------------------------------------------------------------------------------

void resolver::run() {
    resolve_top();
    for (const ast::function* f : module_.functions) resolve_function(*f);
    resolve_late_uses();
    settle_changes();
}

void resolver::resolve_top() {
    function_ = out_.top = &out_.functions.emplace_back();
    in_top_ = true;
    for (const ast::node* statement : module_.body->statements) {
        top_declaration_ = ast::as<ast::declaration>(statement);
        visit(statement);
        top_declaration_ = nullptr;
    }
    leave_scope(0);
    in_top_ = false;
}

void resolver::resolve_function(const ast::function& f) {
    function_ = out_.named[&f] = &out_.functions.emplace_back();
    block_depth_ = 1;
    resolve_parameters(f.parameters);
    visit(f.body);
    leave_scope(0);
}

void resolver::resolve_parameters(ast::list<ast::parameter> parameters) {
    for (const ast::parameter& p : parameters) {
        visit(p.fallback);  // may use the parameters before it
        if (variable* v = declare(p.id, false)) v->parameter = true;
    }
}

void resolver::resolve_late_uses() {
    for (const ast::name* n : late_uses_) {
        variable* v = find_global(n->id.text);
        if (v == nullptr) {
            problem(n->id.where,
                    "there is no constant `" + std::string{n->id.text} + "` at the top level");
            continue;
        }
        make_global(v);
        out_.bindings[&n->id] = v;
    }
}

/// Whether a method changes its receiver may depend on methods that are defined further down, which call
/// each other: all of them start as harmless, and the harm spreads until nothing is new.
void resolver::settle_changes() {
    for (bool again = true; again;) {
        again = false;
        for (function_scope& f : out_.functions) {
            if (f.mutates_this) continue;
            f.mutates_this = std::ranges::any_of(
                f.calls_on_this, [&](std::string_view method) { return may_mutate(method); });
            again = again || f.mutates_this;
        }
    }
    for (const pending_change& p : pending_)
        if (may_mutate(p.method)) p.what->changed = true;
    for (const variable& v : out_.variables)
        if (!v.exports.empty() && v.changed)
            problem(
                v.where, "an exported variable cannot be changed: `" + std::string{v.name} + "`",
                "other modules see its first value; export a function that gives the current one");
}

// --- declarations --------------------------------------------------------------------------------

variable* resolver::declare(const ast::identifier& id, bool constant) {
    if (id.text.empty()) return nullptr;
    variable& v = out_.variables.emplace_back();
    v.name = id.text;
    v.where = id.where;
    v.owner = function_;
    v.constant = constant;
    v.declared = top_declaration_;
    out_.bindings[&id] = &v;
    visible_.push_back(&v);
    by_name_[v.name].push_back(&v);
    if (in_top_ && block_depth_ == 0) top_level_[v.name] = &v;
    return &v;
}

void resolver::declare(const ast::pattern& p, const ast::declaration& in) {
    using enum ast::pattern::form;
    switch (p.how) {
        case ignored: return;
        case array:
            for (const ast::pattern* element : p.elements) declare(*element, in);
            return;
        case map:
            for (const ast::pattern_field& field : p.fields) declare(*field.target, in);
            return;
        case name: break;
    }
    variable* v = declare(p.id, in.constant);
    if (v == nullptr || !in.exported) return;
    v->exports.push_back(v->name);
    make_global(v);
}

void resolver::leave_scope(std::size_t depth) {
    while (visible_.size() > depth) {
        by_name_[visible_.back()->name].pop_back();
        visible_.pop_back();
    }
}

variable* resolver::find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() || found->second.empty() ? nullptr : found->second.back();
}

variable* resolver::find_global(std::string_view name) const {
    const auto found = top_level_.find(name);
    if (found == top_level_.end() || !found->second->constant) return nullptr;
    return found->second;
}

/// The variable, noted as captured by all closures between its function and this one.
variable* resolver::use(variable* v) {
    for (function_scope* f = function_; f != v->owner && f != nullptr; f = f->parent) {
        v->captured = true;
        if (std::ranges::find(f->captures, v) == f->captures.end()) f->captures.push_back(v);
    }
    return v;
}

void resolver::make_global(variable* v) {
    if (v->global) return;
    v->global = static_cast<std::uint16_t>(out_.globals.size());
    out_.globals.push_back(v);
}

// --- expressions ---------------------------------------------------------------------------------

void resolver::visit(const ast::node* n) {
    if (n != nullptr) ast::visit(*n, [this](const auto& concrete) { visit_children(concrete); });
}

void resolver::visit(ast::nodes all) {
    for (const ast::node* n : all) visit(n);
}

void resolver::visit_children(const ast::map_literal& n) {
    for (const ast::map_entry& entry : n.entries) visit(entry.value);
}

void resolver::visit_children(const ast::range& n) {
    visit(n.from);
    visit(n.to);
}

void resolver::visit_children(const ast::binary& n) {
    visit(n.left);
    visit(n.right);
}

void resolver::visit_children(const ast::assignment& n) {
    visit(n.value);
    visit(n.target);
    changes(*n.target);
}

void resolver::visit_children(const ast::method_call& n) {
    visit(n.target);
    visit(n.arguments);
    const bool answered = n.id.text == "is_shared" && n.arguments.empty();
    if (!answered) may_change(*n.target, n.id.text);
}

void resolver::visit_children(const ast::index& n) {
    visit(n.target);
    visit(n.subscript);
}

void resolver::visit_children(const ast::closure& n) {
    function_scope* around = function_;
    function_scope& inner = out_.functions.emplace_back();
    inner.parent = around;
    out_.closures[&n] = function_ = &inner;
    const std::size_t depth = visible_.size();
    ++block_depth_;
    resolve_parameters(n.parameters);
    visit(n.body);
    --block_depth_;
    leave_scope(depth);
    function_ = around;
}

void resolver::visit_children(const ast::block& n) {
    const std::size_t depth = visible_.size();
    ++block_depth_;
    visit(n.statements);
    --block_depth_;
    leave_scope(depth);
}

void resolver::visit_children(const ast::if_else& n) {
    for (const ast::if_branch& branch : n.branches) {
        visit(branch.condition);
        visit(branch.body);
    }
    visit(n.otherwise);
}

void resolver::visit_children(const ast::switch_on& n) {
    visit(n.subject);
    for (const ast::switch_case& c : n.cases) {
        visit(c.patterns);
        visit(c.guard);
        visit(c.body);
    }
}

void resolver::visit_children(const ast::while_loop& n) {
    visit(n.condition);
    visit(n.body);
}

void resolver::visit_children(const ast::do_loop& n) {
    visit(n.body);
    visit(n.condition);
}

void resolver::visit_children(const ast::for_loop& n) {
    visit(n.sequence);
    const std::size_t depth = visible_.size();
    ++block_depth_;
    declare(n.item, false);
    declare(n.counter, false);
    visit(n.body);
    --block_depth_;
    leave_scope(depth);
}

void resolver::visit_children(const ast::try_catch& n) {
    visit(n.body);
    const std::size_t depth = visible_.size();
    ++block_depth_;
    declare(n.caught, false);
    visit(n.handler);
    --block_depth_;
    leave_scope(depth);
}

void resolver::visit_children(const ast::select_first& n) {
    for (const ast::select_arm& arm : n.arms) visit(arm.operand);
    for (const ast::select_arm& arm : n.arms) {
        const std::size_t depth = visible_.size();
        ++block_depth_;
        if (arm.binding != nullptr) declare(*arm.binding, ast::declaration{});
        visit(arm.body);
        --block_depth_;
        leave_scope(depth);
    }
}

void resolver::visit_children(const ast::declaration& n) {
    visit(n.value);
    declare(*n.target, n);
}

void resolver::visit_children(const ast::export_names& n) {
    for (const ast::exported_name& e : n.names) {
        variable* v = find(e.id.text);
        if (v == nullptr) {
            unknown_name(e.id);
            continue;
        }
        out_.bindings[&e.id] = v;
        v->exports.push_back(e.alias.text.empty() ? e.id.text : e.alias.text);
        make_global(v);
    }
}

// --- changes -------------------------------------------------------------------------------------

/// The root of `place` is assigned to, as a whole or in part.
void resolver::changes(const ast::node& place) {
    const ast::node& root = root_of(place);
    if (root.tag == ast::kind::this_value) {
        function_->mutates_this = true;
        return;
    }
    const auto* name = ast::as<ast::name>(root);
    if (name == nullptr) return;
    variable* v = out_.variable_of(name->id);
    if (v == nullptr) {
        if (name->modules.empty() && names_.functions(name->id.text).empty()) return;
        problem(place.where, "`" + std::string{name->id.text} + "` is not a variable",
                "only variables and their parts can be assigned to");
        return;
    }
    if (v->constant) {
        diagnostic& d =
            problem(place.where, "cannot assign to constant `" + std::string{v->name} + "`",
                    "declare it with `let` if it must change");
        d.labels.push_back({v->where, "it is declared here"});
        return;
    }
    v->changed = true;
}

void resolver::may_change(const ast::node& place, std::string_view method) {
    const ast::node& root = root_of(place);
    if (root.tag == ast::kind::this_value) {
        function_->calls_on_this.push_back(method);
        return;
    }
    const auto* name = ast::as<ast::name>(root);
    variable* v = name == nullptr ? nullptr : out_.variable_of(name->id);
    if (v != nullptr) pending_.push_back({v, method});
}

/// Only what is known to be harmless counts as harmless: an unknown name may be a property of a map that
/// holds a function.
bool resolver::may_mutate(std::string_view method) const {
    const std::span<const callable> own = names_.functions(method);
    const bool harmful = std::ranges::any_of(
        own, [&](const callable& f) { return out_.named.at(f.syntax)->mutates_this; });
    if (harmful || names_.everywhere().may_mutate(method)) return true;
    return own.empty() && !names_.everywhere().knows(method);
}

}  // namespace bounce::script
