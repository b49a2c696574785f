#include "native_test.hpp"

#include <algorithm>

namespace bounce::script {
namespace {

using native_table_test = native_test;

fallible<value> first_way(native_context&, native_arguments, const void*) {
    return value::integer(1);
}
fallible<value> second_way(native_context&, native_arguments, const void*) {
    return value::integer(2);
}
fallible<value> from_state(native_context&, native_arguments, const void* state) {
    return value::integer(*static_cast<const std::int64_t*>(state));
}

native native_of(std::string name, std::vector<parameter_type> parameters, native_function call) {
    native n;
    n.name = std::move(name);
    n.parameters = std::move(parameters);
    n.call = call;
    return n;
}

TEST_F(native_table_test, an_exact_type_wins_over_any_whatever_the_order) {
    table.add(native_of("pick", {parameter_type::any}, first_way));
    table.add(native_of("pick", {parameter_type::integer}, second_way));
    EXPECT_EQ(call("pick", {number(std::int64_t{5})}), "2");
    EXPECT_EQ(call("pick", {text("x")}), "1");
    table.add(native_of("choose", {parameter_type::integer}, second_way));
    table.add(native_of("choose", {parameter_type::number}, first_way));
    EXPECT_EQ(call("choose", {number(std::int64_t{5})}), "2");
    EXPECT_EQ(call("choose", {number(5.0)}), "1");
}

TEST_F(native_table_test, what_is_not_there_is_named_with_its_types) {
    EXPECT_EQ(call("pad", {number(std::int64_t{1}), text("x")}),
              "ErrorFunctionNotFound: no function `pad` takes (i64, string)");
    EXPECT_EQ(call("no_such", {}), "ErrorFunctionNotFound: no function `no_such` takes ()");
    EXPECT_EQ(call("abs", {text("x")}), "ErrorFunctionNotFound: no function `abs` takes (string)");
}

TEST_F(native_table_test, the_same_types_replace) {
    const std::size_t before = table.size();
    table.add(native_of("twice", {}, first_way));
    table.add(native_of("twice", {}, second_way));
    EXPECT_EQ(table.size(), before + 1);
    EXPECT_EQ(call("twice", {}), "2");
    const overload_set* const set = table.find("", "twice");
    ASSERT_NE(set, nullptr);
    EXPECT_EQ(&table.at(set->all()[0]->index), set->all()[0]);
}

TEST_F(native_table_test, state_and_modules) {
    native n = native_of("answer", {}, from_state);
    n.module = "deep";
    n.state = std::make_shared<const std::int64_t>(42);
    table.add(std::move(n));
    EXPECT_EQ(table.find("", "answer"), nullptr);
    EXPECT_TRUE(table.has_module("deep"));
    EXPECT_FALSE(table.has_module("shallow"));
    const overload_set* const set = table.find("deep", "answer");
    ASSERT_NE(set, nullptr);
    const native* const found = set->select({});
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(shown(found->call(context, {}, found->state.get())), "42");
    EXPECT_EQ(table.names("deep"), std::vector<std::string_view>{"answer"});
}

TEST_F(native_table_test, what_waits_is_not_called) {
    native n = native_of("fetch", {parameter_type::string}, nullptr);
    n.effects = effect_class::read;
    table.add(std::move(n));
    EXPECT_EQ(call("fetch", {text("x")}),
              "ErrorFunctionNotFound: no function `fetch` takes (string)");
}

TEST_F(native_table_test, properties_and_mutators_are_known) {
    const overload_set* const len = table.find("", "len");
    ASSERT_NE(len, nullptr);
    EXPECT_NE(len->property_of(text("x")), nullptr);
    EXPECT_NE(len->property_of(ints({})), nullptr);
    EXPECT_EQ(len->property_of(map({})), nullptr);  // m.len is the value of a key
    EXPECT_EQ(len->property_of(truth(true)), nullptr);
    EXPECT_FALSE(len->may_mutate(1));
    EXPECT_TRUE(table.find("", "push")->may_mutate(2));
    EXPECT_FALSE(table.find("", "push")->may_mutate(1));
    EXPECT_FALSE(table.find("", "keys")->may_mutate(1));
    EXPECT_TRUE(table.find("", "crop")->of_arity(9).empty());
}

TEST_F(native_table_test, names_are_listed_in_order) {
    const auto names = table.names("");
    EXPECT_TRUE(std::ranges::is_sorted(names));
    EXPECT_GE(names.size(), 130U);
}

TEST_F(native_table_test, every_native_of_the_library_is_pure_and_has_a_call) {
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        const native& n = table.at(i);
        EXPECT_EQ(n.effects, effect_class::pure) << n.name;
        EXPECT_NE(n.call, nullptr) << n.name;
        EXPECT_EQ(n.version, 1) << n.name;
        if (n.property) {
            EXPECT_EQ(n.parameters.size(), 1U) << n.name;
            EXPECT_FALSE(n.mutates) << n.name;
        }
    }
}

TEST_F(native_table_test, every_native_refuses_arguments_of_other_types) {
    const value odd = make_named_fn(&heap, nullptr, text("f"));
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        const native& n = table.at(i);
        for (std::size_t k = 0; k < n.parameters.size(); ++k) {
            if (n.parameters[k] == parameter_type::any || n.parameters[k] == parameter_type::fn) {
                continue;
            }
            std::vector<value> args(n.parameters.size(), odd);
            EXPECT_FALSE(n.matches(args)) << n.name;
        }
        EXPECT_FALSE(n.matches(std::vector<value>(n.parameters.size() + 1, odd))) << n.name;
    }
}

}  // namespace
}  // namespace bounce::script
