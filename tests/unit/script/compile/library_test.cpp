#include "script/compile/library.hpp"

#include "script/compile/prelude_module.hpp"

#include <gtest/gtest.h>

namespace bounce::script {
namespace {

class a_library : public testing::Test {
protected:
    a_library() {
        add_standard_library(natives_);
        native step;
        step.name = "step";
        step.parameters = {parameter_type::string, parameter_type::fn};
        step.effects = effect_class::control;
        natives_.add(step);
    }

    native_table natives_;
};

TEST_F(a_library, knows_natives_intrinsics_and_the_prelude) {
    const library all{&natives_, prelude_module().get()};
    EXPECT_TRUE(all.knows("len"));       // a native
    EXPECT_TRUE(all.knows("channel"));   // an intrinsic
    EXPECT_TRUE(all.knows("for_each"));  // of the prelude
    EXPECT_FALSE(all.knows("nothing_of_this_name"));
    EXPECT_TRUE(all.knows("channel", 1));
    EXPECT_FALSE(all.knows("channel", 7));
}

TEST_F(a_library, knows_what_may_change_its_receiver) {
    const library all{&natives_, prelude_module().get()};
    EXPECT_TRUE(all.may_mutate("push"));
    EXPECT_FALSE(all.may_mutate("len"));
    EXPECT_TRUE(all.may_mutate("call"));
    EXPECT_FALSE(all.may_mutate("recv"));
    EXPECT_FALSE(all.may_mutate("map"));
    EXPECT_FALSE(all.may_mutate("filter"));
}

TEST_F(a_library, finds_operations_of_the_host) {
    const library all{&natives_, nullptr};
    ASSERT_NE(all.operation("step", 2), nullptr);
    EXPECT_EQ(all.operation("step", 2)->effects, effect_class::control);
    EXPECT_EQ(all.operation("step", 1), nullptr);
    EXPECT_EQ(all.operation("len", 1), nullptr);
}

TEST_F(a_library, may_be_empty) {
    const library nothing{nullptr, nullptr};
    EXPECT_FALSE(nothing.knows("len"));
    EXPECT_TRUE(nothing.knows("channel"));
}

}  // namespace
}  // namespace bounce::script
