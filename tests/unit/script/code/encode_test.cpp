#include "sample_module.hpp"

#include <gtest/gtest.h>

namespace bounce::script {
namespace {

TEST(portable_code, comes_back_byte_for_byte) {
    const module_code made = sample::module();
    const bytes encoded = encode_module(made);
    const auto decoded = decode_module(encoded);
    ASSERT_TRUE(decoded) << decoded.error().message();
    EXPECT_EQ(encode_module(*decoded), encoded);
    EXPECT_EQ(decoded->hash, made.hash);
    EXPECT_EQ(decoded->name, "sample.bounce");
    EXPECT_EQ(decoded->source, made.source);
    ASSERT_EQ(decoded->constants.size(), made.constants.size());
    EXPECT_EQ(decoded->constants[1].text(), "a text that is too long for a value");
    EXPECT_EQ(decoded->constants[4].as_int(), -5'000'000'000);
    EXPECT_EQ(as<array_object>(decoded->constants[9]).items[1].text(), "a key that is long too");
    EXPECT_EQ(decoded->natives[0].effects, effect_class::read);
    EXPECT_EQ(decoded->natives[0].version, 3);
    EXPECT_EQ(decoded->references[0].import, function_reference::own_module);
    EXPECT_EQ(decoded->functions[2].words, made.functions[2].words);
    EXPECT_EQ(decoded->functions[2].handlers[0].target, 14U);
    EXPECT_EQ(decoded->functions[2].safepoints[2].live, made.functions[2].safepoints[2].live);
    EXPECT_EQ(decoded->functions[2].locals[0].name, "out");
    EXPECT_TRUE(decoded->globals[0].exported);
}

// These bytes are stored next to runs: what made them must stay readable, and the same on each machine.
TEST(portable_code, has_these_bytes) {
    module_code m;
    m.name = "a";
    sample::add_text(m, "x");
    m.imports.push_back({"b", {}});
    m.functions.push_back(sample::function("f", 1, 2, {word_abc(opcode::return_value, 1)}));
    m.references.push_back({0, 300});
    EXPECT_EQ(to_hex(encode_module(m)),
              "424e434d00"  // magic, format
              "0161"        // name
              "00"          // source
              "01100178"    // one constant, a string
              "010162"
              "0000000000000000000000000000000000000000000000000000000000000000"
              "00"        // natives
              "0101ac02"  // references
              "01"        // functions
              "0166"
              "00"
              "00"
              "01"
              "01"
              "02"
              "00"
              "00"
              "00"
              "01027030"    // parameter names
              "0135010000"  // words
              "00"          // handlers
              "01000002"    // safepoints
              "00"
              "00"  // places, locals
              "00"
              "00");  // globals, exports
}

TEST(portable_code, the_hash_covers_the_imports) {
    module_code m = sample::module();
    m.imports.push_back({"other", {}});
    const module_hash before = hash_of_module(m);
    m.imports[0].hash[31] = 1;
    EXPECT_NE(hash_of_module(m), before);
}

TEST(portable_code, a_part_of_it_is_refused_and_so_is_more) {
    bytes encoded = encode_module(sample::module());
    for (std::size_t size = 0; size < encoded.size(); ++size) {
        const auto cut = decode_module(bytes_view{encoded}.first(size));
        ASSERT_FALSE(cut) << size << " bytes are enough";
        ASSERT_EQ(cut.error(), errc::malformed);
    }
    encoded.push_back(std::byte{0});
    EXPECT_EQ(decode_module(encoded).error().message(),
              "decode module sample.bounce: something follows behind its end: " +
                  make_error_code(errc::malformed).message());
}

TEST(portable_code, another_format_is_refused_by_name) {
    bytes encoded = encode_module(sample::module());
    encoded[4] = std::byte{1};
    EXPECT_NE(decode_module(encoded).error().message().find("a format this version does not know"),
              std::string::npos);
    encoded[0] = std::byte{'X'};
    EXPECT_NE(decode_module(encoded).error().message().find("it is not a module"),
              std::string::npos);
}

}  // namespace
}  // namespace bounce::script
