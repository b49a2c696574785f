#pragma once

#include "script/compile/function_builder.hpp"
#include "script/compile/module_builder.hpp"
#include "script/compile/scopes.hpp"
#include "script/syntax/ast.hpp"

#include "bounce/script/failure.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bounce::script {

/// Where the value of an expression is wanted.
struct want {
    bool needed = false;  // else it is evaluated for what it does
    reg into = 0;
    /// Nobody looks at R[into] before the value is complete, so that it may hold intermediate results.
    /// Otherwise it is written once, at the very end: it may be a variable that the expression reads.
    bool scratch = true;
};

/// Generates the code of one function.
///
/// The rule for registers: an expression may use those from the builder's top on and gives them back;
/// what it is given (variables, results of its neighbours) it leaves alone. So at a call everything
/// that is needed later is below the call's window.
class generator {
public:
    generator(module_builder& module, const function_scope& about)
        : module_{module}, scope_{about}, b_{code_} {}

    // One of these, once; `index` is the function's number.
    void top_level(std::uint32_t index, const ast::module& m,
                   const std::vector<std::uint32_t>& setups);
    void setup(std::uint32_t index, const ast::module& m, const std::vector<std::uint32_t>& setups);
    void getter(std::uint32_t index, const variable& constant);
    /// `given` of its parameters are passed, the others have their default.
    void function(std::uint32_t index, const ast::function& f, std::size_t given);
    void closure(std::uint32_t index, const ast::closure& n);
    /// A function that passes its captured parameters on to what `spawn` was given.
    struct forwarded {
        opcode how{};                 // call_value, call_native or invoke
        std::uint32_t extension = 0;  // the import, or name and flags of the invoke
        std::size_t captured = 0;     // the function or the receiver, then the arguments
        bool no_receiver = false;
    };
    void forward(std::uint32_t index, const forwarded& call, source_span where);

private:
    // --- functions (generate_functions.cpp)
    void begin_parameters(ast::list<ast::parameter> parameters, std::size_t given);
    void full_call(const ast::function& f);
    void finish(std::uint32_t index, source_span where, std::string_view name);
    void call_setups(const std::vector<std::uint32_t>& setups);

    // --- values (generate_values.cpp)
    void value(const ast::node& n, want w);
    void effect(const ast::node& n) { value(n, {}); }
    reg operand(const ast::node& n);
    /// The same for something that `later` is evaluated after: it may not change it.
    reg operand(const ast::node& n, bool later_is_inert);
    reg temporary(const ast::node& n);
    void tail(const ast::node& n);
    void tail(const ast::block& n);
    void load_unit(want w);
    void load_int(want w, std::int64_t i);
    void load_text(reg into, std::string_view text);
    [[nodiscard]] static bool writes_once(const ast::node& n);
    [[nodiscard]] static bool inert(const ast::node& n);
    [[nodiscard]] std::optional<reg> plain_register(const ast::node& n) const;

    void gen(const ast::unit_literal& n, want w);
    void gen(const ast::bool_literal& n, want w);
    void gen(const ast::int_literal& n, want w);
    void gen(const ast::float_literal& n, want w);
    void gen(const ast::char_literal& n, want w);
    void gen(const ast::string_literal& n, want w);
    void gen(const ast::duration_literal& n, want w);
    void gen(const ast::interpolation& n, want w);
    void gen(const ast::array_literal& n, want w);
    void gen(const ast::map_literal& n, want w);
    void map_of_first(const ast::map_literal& n, std::size_t count, reg into);
    void gen(const ast::range& n, want w);
    void gen(const ast::name& n, want w);
    void gen(const ast::this_value& n, want w);
    void gen(const ast::closure& n, want w);
    void read_variable(const variable& v, want w);
    void function_value(const ast::name& n, want w);

    // --- operators (generate_operators.cpp)
    void gen(const ast::unary& n, want w);
    void gen(const ast::binary& n, want w);
    void gen(const ast::assignment& n, want w);
    void short_circuit(const ast::binary& n, want w);
    bool add_small_int(const ast::binary& n, want w);
    reg left_operand(const ast::binary& n, want w);
    reg right_operand(const ast::node& n, ast::binary_op op, reg left);
    void assign_variable(const ast::assignment& n, const variable& v);
    void assign_this(const ast::assignment& n);
    void assign_place(const ast::assignment& n);
    void compound(const ast::assignment& n, reg left);
    void branch(const ast::node& condition, bool when, jumps& to);

    // --- places, chains and calls (generate_places.cpp, generate_calls.cpp)
    struct place {
        reg root = 0;
        std::uint32_t flags = 0;
        std::vector<std::uint32_t> path;
    };
    void gen(const ast::property& n, want w) { chain(n, w); }
    void gen(const ast::index& n, want w) { chain(n, w); }
    void gen(const ast::method_call& n, want w) { chain(n, w); }
    void gen(const ast::call& n, want w);
    void chain(const ast::node& n, want w);
    void link(const ast::node& n, want w, jumps& none);
    void step(const ast::property& n, want w, jumps& none);
    void step(const ast::index& n, want w, jumps& none);
    void step(const ast::method_call& n, want w, jumps& none);
    reg chain_base(const ast::node& target, want w, bool later_is_inert, jumps& none);
    [[nodiscard]] bool is_place(const ast::node& n) const;
    place make_place(const ast::node& n, bool later_is_inert, jumps& none);
    place root_place(const ast::node& n);
    void read_place(const place& p, reg into);
    void emit_place(opcode op, reg a, const place& p, std::uint32_t c);
    void check_this();

    reg window(want w);
    void arguments(ast::nodes all);
    void finish_window(reg window_base, want w);
    void call_function(std::uint32_t reference, ast::nodes args, source_span where, want w);
    void call_variable(const ast::call& n, const variable& v, want w);
    void call_native(const native& f, ast::nodes args, source_span where, want w);
    void call_library(const ast::call& n, want w);
    void call_imported(const ast::call& n, want w);
    void emit_invoke(reg window_base, const place& p, std::size_t args, std::string_view name,
                     std::uint32_t flags);
    void emit_invoke_temporary(reg receiver, std::size_t args, std::string_view name,
                               std::uint32_t flags);
    std::optional<bool> answer(const ast::call& n) const;

    // --- control (generate_control.cpp)
    struct loop_context {
        want result;
        jumps breaks;
        jumps continues;
    };
    void gen(const ast::block& n, want w);
    void gen(const ast::if_else& n, want w);
    void gen(const ast::switch_on& n, want w);
    /// What ends a loop: the node, and the truth of it that does.
    struct condition {
        const ast::node* holds = nullptr;
        bool ends_when = false;
    };
    void repeat(const ast::node& body, source_span where, want w, const condition& before,
                const condition& after);
    void gen(const ast::while_loop& n, want w);
    void gen(const ast::do_loop& n, want w);
    void gen(const ast::endless_loop& n, want w);
    void gen(const ast::for_loop& n, want w);
    void gen(const ast::break_out& n, want w);
    void gen(const ast::continue_on& n, want w);
    void gen(const ast::return_from& n, want w);
    void gen(const ast::throw_value& n, want w);
    void gen(const ast::try_catch& n, want w);
    void gen(const ast::declaration& n, want w);
    void gen(const ast::export_names& n, want w);
    void gen(const ast::broken& n, want w);
    void statements(ast::nodes all, std::size_t count);
    [[nodiscard]] jumps* plain_jump(const ast::block& n) const;
    void match(const ast::switch_case& c, reg subject, jumps& next);
    void match_pattern(const ast::node& pattern, reg subject, bool last, jumps& body, jumps& next);
    void match_range(const ast::range& r, reg subject, jumps& no);
    void throw_error(error_kind kind, std::string_view message);

    // --- declarations (generate_declarations.cpp)
    void declare_pattern(const ast::pattern& p);
    void take_apart(const ast::pattern& p, reg from);
    void take_apart_array(const ast::pattern& p, reg from);
    void take_apart_map(const ast::pattern& p, reg from);
    void expect_type(reg from, std::string_view type, std::string_view message);
    void begin_variable(const variable& v, reg r);
    void initialised(const variable& v);

    // --- fibers (generate_fibers.cpp)
    void gen(const ast::spawn_fiber& n, want w);
    void gen(const ast::select_first& n, want w);
    struct arm_words {
        std::uint32_t first = 0;
        std::uint32_t import = 0;
    };
    void spawn_call(const ast::call& n, reg into);
    void spawn_method(const ast::method_call& n, reg into);
    void spawn_forwarded(const forwarded& call, reg first, source_span where, reg into);
    std::optional<arm_words> select_operand(const ast::select_arm& arm);
    std::optional<arm_words> select_call(std::string_view name, ast::nodes args);
    arm_words operation_arm(const native& f, ast::nodes args);
    void select_body(const ast::select_arm& arm, reg result, want w);

    // --- scopes
    struct named_register {
        const variable* what;
        reg where;
        std::uint32_t begin;
    };
    class scope {
    public:
        explicit scope(generator& g) : g_{g}, top_{g.b_.top()}, names_{g.living_.size()} {}
        scope(const scope&) = delete;
        scope& operator=(const scope&) = delete;
        ~scope();

    private:
        generator& g_;
        std::size_t top_;
        std::size_t names_;
    };
    /// Gives back the registers that were allocated in its life.
    class keep {
    public:
        explicit keep(generator& g) : b_{g.b_}, top_{g.b_.top()} {}
        keep(const keep&) = delete;
        keep& operator=(const keep&) = delete;
        ~keep() { b_.release(top_); }

    private:
        function_builder& b_;
        std::size_t top_;
    };

    diagnostic& problem(source_span where, std::string message, std::string help = {});

    module_builder& module_;
    const function_scope& scope_;
    function_code code_;
    function_builder b_;
    bool this_is_bound_ = false;
    bool is_closure_ = false;
    std::unordered_map<const variable*, reg> home_;
    std::vector<named_register> living_;
    std::vector<loop_context*> loops_;
};

}  // namespace bounce::script
