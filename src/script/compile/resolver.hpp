#pragma once

#include "script/compile/scopes.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bounce::script {

/// Walks over one module and fills `scopes`.
class resolver {
public:
    resolver(const ast::module& m, const module_names& names, scopes& out,
             std::vector<diagnostic>& problems)
        : module_{m}, names_{names}, out_{out}, problems_{problems} {}

    void run();

private:
    // functions
    void resolve_top();
    void resolve_function(const ast::function& f);
    void resolve_parameters(ast::list<ast::parameter> parameters);
    void resolve_late_uses();
    void settle_changes();

    // declarations
    variable* declare(const ast::identifier& id, bool constant);
    void declare(const ast::pattern& p, const ast::declaration& in);
    void leave_scope(std::size_t depth);
    variable* find(std::string_view name) const;
    variable* use(variable* v);
    variable* find_global(std::string_view name) const;
    void make_global(variable* v);
    bool bind(const ast::identifier& id);

    // expressions
    void visit(const ast::node* n);
    void visit(ast::nodes all);
    void visit_children(const ast::node&) {}
    void visit_children(const ast::interpolation& n) { visit(n.parts); }
    void visit_children(const ast::array_literal& n) { visit(n.elements); }
    void visit_children(const ast::map_literal& n);
    void visit_children(const ast::range& n);
    void visit_children(const ast::name& n);
    void visit_children(const ast::this_value&) { function_->uses_this = true; }
    void visit_children(const ast::unary& n) { visit(n.operand); }
    void visit_children(const ast::binary& n);
    void visit_children(const ast::assignment& n);
    void visit_children(const ast::call& n);
    void visit_children(const ast::method_call& n);
    void visit_children(const ast::property& n) { visit(n.target); }
    void visit_children(const ast::index& n);
    void visit_children(const ast::closure& n);
    void visit_children(const ast::block& n);
    void visit_children(const ast::if_else& n);
    void visit_children(const ast::switch_on& n);
    void visit_children(const ast::while_loop& n);
    void visit_children(const ast::do_loop& n);
    void visit_children(const ast::endless_loop& n) { visit(n.body); }
    void visit_children(const ast::for_loop& n);
    void visit_children(const ast::break_out& n) { visit(n.value); }
    void visit_children(const ast::return_from& n) { visit(n.value); }
    void visit_children(const ast::throw_value& n) { visit(n.value); }
    void visit_children(const ast::try_catch& n);
    void visit_children(const ast::spawn_fiber& n) { visit(n.operand); }
    void visit_children(const ast::select_first& n);
    void visit_children(const ast::declaration& n);
    void visit_children(const ast::export_names& n);

    // calls
    bool answer_at_once(const ast::call& n);
    void call_module(const ast::call& n);
    void call_plain(const ast::call& n);
    void name_in_module(const ast::name& n);
    void plain_name(const ast::name& n);
    const imported* find_import(ast::list<ast::identifier> modules);

    // changes
    void changes(const ast::node& place);
    void may_change(const ast::node& place, std::string_view method);
    [[nodiscard]] bool may_mutate(std::string_view method) const;

    // messages
    diagnostic& problem(source_span where, std::string message, std::string help = {});
    bool hidden_variable(const ast::identifier& id);
    void unknown_name(const ast::identifier& id);
    void unknown_function(const ast::call& n);

    const ast::module& module_;
    const module_names& names_;
    scopes& out_;
    std::vector<diagnostic>& problems_;

    function_scope* function_ = nullptr;
    bool in_top_ = false;                                // top level, closures in it included
    const ast::declaration* top_declaration_ = nullptr;  // while one of the top level is resolved
    std::size_t block_depth_ = 0;
    std::vector<variable*> visible_;
    std::unordered_map<std::string_view, std::vector<variable*>> by_name_;
    std::unordered_map<std::string_view, variable*> top_level_;  // the last of each name

    struct pending_change {
        variable* what;
        std::string_view method;
    };
    std::vector<pending_change> pending_;
    std::vector<const ast::name*> late_uses_;  // global::X before all constants are known
};

/// "1", "1 or 2", "1, 2 or 4"
[[nodiscard]] std::string list_counts(std::vector<std::size_t> counts);

}  // namespace bounce::script
