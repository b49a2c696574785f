#include "script/code/opcodes.hpp"
#include "script/code/sha256.hpp"

#include <gtest/gtest.h>

#include <span>
#include <string>

namespace bounce::script {
namespace {

std::string table_text() {
    std::string text;
    for (std::size_t n = 0; n < opcode_count; ++n) {
        const opcode_form& f = form_of(static_cast<opcode>(n));
        text += std::to_string(n) + ' ' + std::string{f.name};
        for (const operand o : {f.a, f.b, f.c}) text += ' ' + std::to_string(static_cast<int>(o));
        text += ' ' + std::to_string(f.extensions) + '\n';
    }
    return text;
}

// Stored runs contain these numbers and forms. An instruction may be added at the end: then, and only
// then, this digest changes.
TEST(opcode_table, is_frozen) {
    EXPECT_EQ(
        to_hex(std::as_bytes(std::span<const std::uint8_t>{sha256::of(as_bytes(table_text()))})),
        "1b4aba87af8f2635b0936567da04148f056582c8f23c876a83ff218d15c123fd")
        << table_text();
}

TEST(opcode_table, numbers_are_the_places_in_the_table) {
#define CHECK_PLACE(op, number, a, b, c, extensions) EXPECT_EQ(form_of(opcode::op).name, #op);
    BOUNCE_SCRIPT_OPCODES(CHECK_PLACE)
#undef CHECK_PLACE
    EXPECT_EQ(static_cast<std::size_t>(opcode::select) + 1, opcode_count);
}

TEST(opcode_table, words_give_back_what_they_were_made_of) {
    const std::uint32_t w = word_abc(opcode::add, 1, 250, 255);
    EXPECT_EQ(number_of(w), 15);
    EXPECT_EQ(a_of(w), 1);
    EXPECT_EQ(b_of(w), 250);
    EXPECT_EQ(c_of(w), 255);
    EXPECT_EQ(sc_of(w), -1);
    const std::uint32_t x = word_abx(opcode::loop, 7, static_cast<std::uint32_t>(-3));
    EXPECT_EQ(a_of(x), 7);
    EXPECT_EQ(sbx_of(x), -3);
    EXPECT_EQ(bx_of(x), 0xfffd);
}

}  // namespace
}  // namespace bounce::script
