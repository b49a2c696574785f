#include "script/code/disassemble.hpp"

#include "sample_module.hpp"

#include <gmock/gmock.h>

namespace bounce::script {
namespace {

using testing::HasSubstr;

TEST(disassemble, says_what_the_words_mean) {
    const module_code m = sample::module();
    EXPECT_EQ(disassemble(m, m.functions[2]),
              R"(       entry                                            ; entry 0: r1 r2=out
    0  new_iterator    r3 r1
    1  next            r3 r4 1 -> 13                    ; call 1: r2=out r3
    3  move            r7 r4
       try until 13, catch r8 at 14
    4  call_native     r6 1 http::get                   ; call 2: r2=out r3 r5
    6  move            r7 r5
    7  invoke          r6 r2 1 r2[r5] . "name"          ; call 3: r2=out r3 r5
   11  jump            -> 12
   12  loop            -> 1                             ; loop 4: r2=out r3
   13  return_value    r2
   14  throw_value     r8
)");
}

TEST(disassemble, a_module_begins_with_its_tables) {
    const std::string text = disassemble(sample::module());
    EXPECT_THAT(text, HasSubstr("module sample.bounce  "));
    EXPECT_THAT(text, HasSubstr("native  http::get/1 version 3"));
    EXPECT_THAT(text, HasSubstr("constant 0  \"name\""));
    EXPECT_THAT(text, HasSubstr("function 3 (wait), 2 parameters, 6 registers"));
    EXPECT_THAT(text, HasSubstr("select          r3  receive r1 | join r2 | else"));
}

TEST(disassemble, nonsense_is_shown_and_harms_nobody) {
    module_code m;
    m.name = "x";
    m.functions.push_back(sample::function("f", 0, 2, {0xff, word_abc(opcode::call, 1)}));
    m.functions[0].words.push_back(word_abx(opcode::load_constant, 1, 77));
    const std::string text = disassemble(m);
    EXPECT_THAT(text, HasSubstr("0  ?"));
}

}  // namespace
}  // namespace bounce::script
