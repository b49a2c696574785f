#include "script/code/verify.hpp"

#include "sample_module.hpp"

#include <gmock/gmock.h>

#include <array>
#include <functional>

namespace bounce::script {
namespace {

using enum opcode;
using testing::HasSubstr;

std::string problem_of(const module_code& m) {
    const auto verified = verify_module(m, {});
    return verified ? "" : verified.error().message();
}

/// What is wrong with a function of these words, in a module with the sample's tables.
std::string problem_of(std::vector<std::uint32_t> words, std::vector<handler> handlers = {}) {
    module_code m = sample::module();
    m.functions.push_back(sample::function("f", 2, 8, std::move(words), std::move(handlers)));
    return problem_of(m);
}

TEST(verify, the_sample_is_good) { EXPECT_EQ(problem_of(sample::module()), ""); }

TEST(verify, names_module_function_and_instruction) {
    EXPECT_EQ(
        problem_of({word_abc(nop), word_abc(move, 2, 8), word_abc(return_unit)}),
        "verify module sample.bounce: function 4 (f): word 1 (move): it uses a register that the "
        "function does not have: " +
            make_error_code(errc::malformed).message());
}

struct bad_code {
    const char* what;
    std::vector<std::uint32_t> words;
};

TEST(verify, instructions_that_mean_nothing_are_refused) {
    const std::uint32_t ret = word_abc(return_unit);
    const std::uint32_t cell = place_flags::cell_root;
    const std::vector<bad_code> all{
        {"word 0 is no complete instruction", {64}},
        {"word 1 is no complete instruction", {word_abc(nop), word_abc(call, 3)}},
        {"the code ends behind it", {word_abc(nop)}},
        {"an unused operand is not zero", {word_abc(nop, 1), ret}},
        {"an unused operand is not zero", {word_abc(move, 1, 1, 1), ret}},
        {"an unused operand is not zero", {word_abc(place_set, 1, 2, 1), cell, ret}},
        {"a register that the function", {word_abc(add, 1, 2, 9), ret}},
        {"a register that the function", {word_abc(new_array, 1, 5, 4), ret}},
        {"a register that the function", {word_abc(call, 6, 0, 2), 0, ret}},
        {"a register that the function", {word_abc(call_native, 7, 0, 1), 0, ret}},
        {"a register that the function", {word_abc(select, 7, 0, 1), 6, 0, ret}},
        {"a register that the function", {word_abc(place_set, 1, 2), 1, 1U << 24 | 8U, ret}},
        {"a register that the function", {word_abc(next, 1, 7, 1), 0, ret}},
        {"neither 0 nor 1", {word_abc(load_bool, 1, 2), ret}},
        {"no such constant", {word_abx(load_constant, 1, 10), ret}},
        {"no such global", {word_abx(global_get, 1, 1), ret}},
        {"no such reference", {word_abc(load_function, 1), 1, ret}},
        {"another number of arguments than there are parameters",
         {word_abc(call, 3, 0, 1), 0, ret}},
        {"no such native", {word_abc(call_native, 3, 0, 1), 1, ret}},
        {"than the native has parameters", {word_abc(call_native, 3, 0, 2), 0, ret}},
        {"captures more", {word_abc(new_closure, 3, 1, 3), 0, ret}},
        {"the range is of no known kind", {word_abc(new_range, 3, 1, 2), 2, ret}},
        {"appended to itself", {word_abc(array_append, 2, 1, 2), ret}},
        {"the map has no keys", {word_abc(new_map, 3, 1, 2), 0, ret}},
        {"more or fewer keys", {word_abc(new_map, 3, 1, 1), 9, ret}},
        {"the property has no name", {word_abc(get_property, 3, 1), 4, ret}},
        {"its form is unknown", {word_abc(next, 1, 2, 2), 0, ret}},
        {"the place has unknown flags", {word_abc(place_set, 1, 2), 1U << 10, ret}},
        {"of no known kind", {word_abc(place_set, 1, 2), 1, 2U << 24, ret}},
        {"a property of the place has no name", {word_abc(place_set, 1, 2), 1, 4, ret}},
        {"no operator has this number", {word_abc(place_update, 1, 2, 26), cell, ret}},
        {"it has no name", {word_abc(invoke, 3, 1, 0), 4, 0, ret}},
        {"unknown flags", {word_abc(invoke, 3, 1, 0), 1U << 27, 0, ret}},
        {"its flags contradict", {word_abc(invoke, 3, 0, 0), call_flags::no_receiver, 0, ret}},
        {"an unused operand is not zero",
         {word_abc(invoke, 3, 1, 0), call_flags::no_receiver | call_flags::call_style, 0, ret}},
        {"has a path or flags", {word_abc(invoke, 3, 1, 0), call_flags::temporary, cell, ret}},
        {"in the way of the arguments", {word_abc(invoke, 3, 4, 0), call_flags::temporary, 0, ret}},
        {"it has no arms", {word_abc(select, 3, 0, 0), ret}},
        {"an arm is of no known kind", {word_abc(select, 3, 0, 1), 7, 0, ret}},
        {"no such native", {word_abc(select, 3, 0, 1), 4 | 1U << 24, 5, ret}},
        {"an unused operand is not zero",
         {word_abc(select, 3, 0, 1), 0 | 1U << 8 | 1U << 16, 0, ret}},
        {"behind the last one", {word_abc(select, 3, 0, 2), 6, 0, 6, 0, ret}},
        {"only loop leads backwards", {word_abc(nop), word_abx(jump, 0, 0xfffe), ret}},
        {"only loop leads backwards", {word_abc(nop), word_abc(next, 1, 2), 0xffff'fffd, ret}},
        {"loop leads backwards only", {word_abx(loop, 0, 0), ret}},
        {"no instruction begins", {word_abx(jump, 0, 1), word_abc(call, 3, 0, 2), 0, ret}},
        {"no instruction begins", {word_abx(jump, 0, 9), ret}},
    };
    for (const bad_code& one : all) EXPECT_THAT(problem_of(one.words), HasSubstr(one.what));
}

TEST(verify, a_register_that_may_not_have_been_written_is_not_read) {
    const std::string what = "it reads a register that may not have been written";
    EXPECT_THAT(problem_of({word_abc(return_value, 3)}), HasSubstr(what));
    EXPECT_THAT(problem_of({
                    word_abx(jump_if_unit, 1, 1),
                    word_abx(load_int, 3, 1),
                    word_abc(return_value, 3),
                }),
                HasSubstr(what));
    EXPECT_EQ(problem_of({
                  word_abx(jump_if_unit, 1, 2),
                  word_abx(load_int, 3, 1),
                  word_abx(jump, 0, 1),
                  word_abc(load_unit, 3),
                  word_abc(return_value, 3),
              }),
              "");
}

TEST(verify, nothing_that_is_needed_lies_in_the_callee_s_frame) {
    const std::string what = "something that is needed later lies where the callee's frame is";
    EXPECT_THAT(problem_of({word_abx(load_int, 5, 1), word_abc(call_native, 3, 0, 0), 0,
                            word_abc(return_value, 5)}),
                HasSubstr("than the native has parameters"));
    EXPECT_THAT(problem_of({word_abx(load_int, 5, 1), word_abc(load_unit, 4),
                            word_abc(call_native, 3, 0, 1), 0, word_abc(return_value, 5)}),
                HasSubstr(what));
    EXPECT_THAT(problem_of({word_abc(invoke, 1, 2, 0), 0, 0, word_abc(return_unit)}),
                HasSubstr(what));
    // For a handler, too: it runs after the callee's frame has gone.
    EXPECT_THAT(problem_of({word_abx(load_int, 5, 1), word_abc(load_unit, 4),
                            word_abc(call_native, 3, 0, 1), 0, word_abc(return_unit),
                            word_abc(return_value, 5)},
                           {{2, 4, 5, 6}}),
                HasSubstr(what));
}

TEST(verify, handlers_are_checked) {
    const std::vector<std::uint32_t> words{word_abc(throw_value, 1), word_abc(call, 3, 0, 2), 0,
                                           word_abc(return_unit)};
    EXPECT_THAT(problem_of(words, {{0, 2, 3, 2}}), HasSubstr("no instruction begins"));
    EXPECT_THAT(problem_of(words, {{0, 1, 3, 8}}), HasSubstr("a register that does not exist"));
    EXPECT_THAT(problem_of(words, {{1, 3, 0, 2}}), HasSubstr("not nested, or lead backwards"));
}

/// What is wrong with the sample after a change.
std::string changed(const std::function<void(module_code&)>& change) {
    module_code m = sample::module();
    change(m);
    return problem_of(m);
}

TEST(verify, safepoints_are_exactly_those_of_the_code) {
    const std::string what = "its safepoints are not those of its code";
    EXPECT_THAT(changed([](auto& m) { m.functions[2].safepoints.pop_back(); }), HasSubstr(what));
    EXPECT_THAT(changed([](auto& m) { m.functions[2].safepoints[1].live[0] ^= 1U << 3; }),
                HasSubstr(what));
    EXPECT_THAT(changed([](auto& m) { m.functions[2].safepoints[1].pc = 3; }), HasSubstr(what));
    EXPECT_THAT(changed([](auto& m) { m.functions[2].safepoints[1].kind = safepoint_kind::loop; }),
                HasSubstr(what));
    EXPECT_THAT(changed([](auto& m) { m.functions[1].safepoints.clear(); }), HasSubstr(what));
}

TEST(verify, the_shape_of_functions_and_tables_is_checked) {
    EXPECT_THAT(changed([](auto& m) { m.functions[2].registers = 251; }),
                HasSubstr("too many registers"));
    EXPECT_THAT(changed([](auto& m) { m.functions[2].registers = 0; }),
                HasSubstr("too many registers"));
    EXPECT_THAT(changed([](auto& m) { m.functions[3].parameters = 6; }),
                HasSubstr("fewer registers"));
    EXPECT_THAT(changed([](auto& m) { m.functions[2].captured = 3; }), HasSubstr("contradict"));
    EXPECT_THAT(changed([](auto& m) { m.functions[2].parameter_names.pop_back(); }),
                HasSubstr("another number of parameters"));
    EXPECT_THAT(changed([](auto& m) { m.functions[2].words.clear(); }), HasSubstr("no code"));
    EXPECT_THAT(changed([](auto& m) { m.references[0].function = 4; }),
                HasSubstr("a function that does"));
    EXPECT_THAT(changed([](auto& m) { m.references[0].import = 0; }),
                HasSubstr("an import that does"));
    EXPECT_THAT(changed([](auto& m) { m.exports[0].function = 9; }),
                HasSubstr("`walk` is no function"));
    EXPECT_THAT(changed([](auto& m) { m.functions.resize(1); }), HasSubstr("no top level"));
    EXPECT_THAT(changed([](auto& m) { m.functions[2].places[1].pc = 0; }),
                HasSubstr("do not ascend"));
    EXPECT_THAT(changed([](auto& m) { m.functions[2].places[1].length = 90; }),
                HasSubstr("not one of the source"));
    EXPECT_THAT(changed([](auto& m) { m.functions[2].places[1] = {4, 0, 21}; }),
                HasSubstr("not one of the source"))
        << "inside a character";
    EXPECT_THAT(changed([](auto& m) { m.functions[2].locals[0].reg = 9; }),
                HasSubstr("a variable's name"));
}

TEST(verify, an_import_is_the_module_it_was_compiled_with) {
    const module_code other = sample::module();
    module_code m = sample::module();
    m.imports.push_back({"other", other.hash});
    m.references.push_back({0, 2});
    m.functions.push_back(sample::function("f", 2, 6,
                                           {word_abc(take, 4, 1), word_abc(take, 5, 2),
                                            word_abc(call, 3, 0, 2), 1, word_abc(return_unit)}));
    const std::array<const module_code*, 1> imports{&other};
    const auto good = verify_module(m, imports);
    EXPECT_TRUE(good) << good.error().message();
    EXPECT_THAT(problem_of(m), HasSubstr("its imports are not all there"));
    m.references[1].function = 3;
    m.imports[0].hash[0] ^= 1;
    EXPECT_THAT(verify_module(m, imports).error().message(),
                HasSubstr("the import \"other\" is another module than it was compiled with"));
}

TEST(verify, tangled_loops_are_refused_in_time) {
    // Every loop leads to the one before: liveness takes one more walk for each.
    std::vector<std::uint32_t> words{word_abc(return_value, 2)};
    words.insert(words.begin(), word_abx(load_int, 2, 1));
    for (unsigned n = 0; n < 3000; ++n) words.push_back(word_abx(loop, 0, 0x10000 - 2));
    function_code f = sample::function("f", 2, 8, words);
    EXPECT_FALSE(find_safepoints(f).has_value());
    EXPECT_THAT(problem_of(words), HasSubstr("its loops are too tangled"));
}

}  // namespace
}  // namespace bounce::script
