#pragma once

#include "script/syntax/lexer.hpp"
#include "script/syntax/parse.hpp"
#include "script/syntax/reporter.hpp"
#include "script/syntax/token.hpp"
#include "script/syntax/tree.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bounce::script {

/// Recursive descent with precedence climbing for binary operators.
///
/// After an error that leaves the place unclear the parser is lost: it says no more, every loop over a
/// list ends, and the next list of statements looks for a place to go on (find_next_statement). Errors
/// that leave no doubt about what was meant are reported without getting lost.
///
/// Nothing recurses without passing through `level`, which refuses beyond the depth limit; then, as after
/// too many errors, the rest of the text is not looked at (every further token is `end`).
class parser {
public:
    parser(syntax_tree& tree, reporter& errors, const parse_limits& limits);

    void read_module();  // parser.cpp

private:
    // What the surroundings of an expression allow.
    struct surroundings {
        bool in_loop = false;
        bool in_function = false;  // or closure: there is a `this`
        bool at_top = false;       // directly in the module
    };

    /// One more level of nesting, for the lifetime of the object.
    class level {
    public:
        explicit level(parser& p) noexcept : parser_{p} { ++parser_.depth_; }
        ~level() { --parser_.depth_; }
        level(const level&) = delete;
        level& operator=(const level&) = delete;
        [[nodiscard]] bool allowed() const;

    private:
        parser& parser_;
    };

    /// Sets the surroundings for the lifetime of the object.
    class within {
    public:
        within(parser& p, surroundings now) noexcept : parser_{p}, before_{p.around_} {
            p.around_ = now;
        }
        ~within() { parser_.around_ = before_; }
        within(const within&) = delete;
        within& operator=(const within&) = delete;

    private:
        parser& parser_;
        surroundings before_;
    };

    struct statement {
        const ast::node* node =
            nullptr;               // null: nothing that has a value (a function, an import, `;`)
        bool ends_itself = false;  // } is enough; no semicolon needed
    };

    /// As here, but not directly in the module.
    [[nodiscard]] surroundings inside() const noexcept {
        return {around_.in_loop, around_.in_function, false};
    }

    // ---- tokens and errors: parser.cpp
    [[nodiscard]] const token& peek() const noexcept { return ahead_[0]; }
    [[nodiscard]] const token& peek_second() const noexcept { return ahead_[1]; }
    [[nodiscard]] bool at(token_kind k) const noexcept { return ahead_[0].kind == k; }
    token take();
    bool accept(token_kind k);
    void count_brace(token_kind k);
    [[nodiscard]] token fetch();
    void stop();

    diagnostic& complain(source_span where, std::string message, std::string help = {});
    const ast::node* fail(source_span where, std::string message, std::string help = {});
    const ast::node* unexpected(std::string_view expected, std::string help = {});
    bool expect(token_kind k, std::string_view where, std::string help = {});
    bool expect_closing(token_kind k, source_span open, std::string_view what);
    void find_next_statement(std::size_t outer, source_span failed);
    [[nodiscard]] static std::string describe(const token& t);
    [[nodiscard]] source_span since(source_span begin) const noexcept;
    [[nodiscard]] source_span here() const noexcept { return ahead_[0].where; }

    // ---- nodes
    template <class T>
    [[nodiscard]] T* make(source_span begin) {
        T* n = tree_.make<T>();
        n->where = begin;
        return n;
    }
    /// Gives the node its end and its height.
    template <class T, class... Children>
    const T* finish(T* n, const Children*... children) {
        n->where = join(n->where, since(n->where));
        (rise(*n, children), ...);
        check_height(*n);
        return n;
    }
    static void rise(ast::node& n, const ast::node* child) noexcept;
    void check_height(const ast::node& n);
    void too_deep(source_span where);
    [[nodiscard]] const ast::node* broken(source_span where);

    // ---- statements: parse_statement.cpp
    const ast::block* read_block(std::string_view owner);
    const ast::block* read_statements(source_span begin, token_kind closing,
                                      token_kind other_closing);
    void read_statement_list(std::vector<const ast::node*>& into, token_kind closing,
                             token_kind other_closing);
    statement read_statement();
    statement read_simple_statement();  // what may also be the body of a closure or an arm
    const ast::node* read_expression_statement();
    void check_place(const ast::node* target, source_span op);
    void end_statement(bool ends_itself);
    const ast::node* read_declaration(bool exported);
    const ast::pattern* read_pattern();
    const ast::pattern* read_array_pattern();
    const ast::pattern* read_map_pattern();
    void read_import();
    const ast::node* read_export();

    // ---- functions: parse_function.cpp
    void read_function();
    void read_parameters(ast::function& f);
    const ast::node* read_closure();
    bool read_name(ast::identifier& into, std::string_view what, bool underscore_too = false);
    void remember_function(const ast::function& f);

    // ---- control: parse_control.cpp
    const ast::node* read_if();
    const ast::node* read_switch();
    bool read_switch_case(std::vector<ast::switch_case>& cases, bool& has_default);
    const ast::node* read_pattern_constant();
    const ast::node* read_while();
    const ast::node* read_do();
    const ast::node* read_loop();
    const ast::node* read_for();
    const ast::node* read_for_of_three_parts(ast::for_loop* n);
    const ast::node* read_try();
    const ast::node* read_select();
    bool read_select_arm(std::vector<ast::select_arm>& arms);
    const ast::node* read_break();
    const ast::node* read_continue();
    const ast::node* read_return();
    const ast::node* read_throw();
    const ast::node* read_spawn();
    const ast::node* read_optional_value();
    bool end_arm(bool ends_itself, std::string_view what);

    // ---- expressions: parse_expression.cpp
    const ast::node* read_value();  // an expression where an assignment would be a mistake
    const ast::node* read_expression() { return read_binary(1); }
    const ast::node* read_binary(int least);
    const ast::node* read_exponent(int precedence);
    const ast::node* read_range(const ast::node* from, source_span begin);
    const ast::node* read_unary();
    const ast::node* read_negative_number();
    const ast::node* read_postfix(const ast::node* n);
    const ast::node* read_call(const ast::name& callee);
    const ast::node* read_member(const ast::node* target);
    const ast::node* read_index(const ast::node* target);
    ast::nodes read_arguments(ast::node& call);

    // ---- primary expressions: parse_primary.cpp
    const ast::node* read_primary();
    const ast::node* read_literal();
    const ast::node* read_parentheses();
    const ast::node* read_array();
    const ast::node* read_map();
    bool read_map_entry(std::vector<ast::map_entry>& entries, ast::node& map);
    const ast::node* read_interpolation();
    const ast::node* read_name_or_path();
    const ast::node* string_part(const token& t);

    syntax_tree& tree_;
    reporter& errors_;
    parse_limits limits_;
    lexer lexer_;
    token ahead_[2];
    source_span previous_;  // the token taken last
    surroundings around_;
    std::uint32_t depth_ = 0;
    std::vector<token_kind> open_braces_;  // {, #{ and `...${ that were taken and not closed
    std::size_t given_up_ = 0;             // of them, after errors: their ends may still come
    diagnostic dropped_;                   // what is added to a complaint that nobody will see
    bool lost_ = false;
    bool stopped_ = false;

    std::vector<token> docs_;  // doc comments since the last statement began
    std::vector<std::string_view> module_docs_;
    std::vector<ast::import> imports_;
    std::vector<const ast::function*> functions_;
    std::unordered_map<std::string, std::vector<const ast::function*>> by_name_;  // "type.name"
    bool arm_ended_itself_ = false;  // the body of the arm read last
};

}  // namespace bounce::script
