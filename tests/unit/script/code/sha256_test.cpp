#include "script/code/sha256.hpp"

#include <gtest/gtest.h>

#include <span>
#include <string>

namespace bounce::script {
namespace {

std::string hex_of(std::string_view text) {
    return to_hex(std::as_bytes(std::span<const std::uint8_t>{sha256::of(as_bytes(text))}));
}

// The examples of FIPS 180-4, and lengths around the end of a block.
TEST(sha256, gives_the_published_digests) {
    EXPECT_EQ(hex_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(hex_of(std::string(1'000'000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(sha256, does_not_mind_how_its_input_is_cut) {
    const std::string text(300, 'x');
    for (std::size_t size = 0; size <= text.size(); ++size) {
        const std::string_view part{text.data(), size};
        for (const std::size_t cut :
             {std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{65}}) {
            sha256 hash;
            for (std::size_t at = 0; at < size; at += cut)
                hash.update(as_bytes(part.substr(at, cut)));
            ASSERT_EQ(hash.finish(), sha256::of(as_bytes(part)))
                << size << " bytes, " << cut << " at a time";
        }
    }
}

}  // namespace
}  // namespace bounce::script
