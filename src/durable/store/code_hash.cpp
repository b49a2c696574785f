#include "bounce/durable/code_hash.hpp"

#include "durable/store/hex_digits.hpp"

#include "bounce/base/bytes.hpp"

namespace bounce::durable {

std::string code_hash::to_hex() const { return bounce::to_hex(std::as_bytes(std::span{bytes})); }

result<code_hash> code_hash::parse(std::string_view hex) {
    code_hash made;
    if (hex.size() != made.bytes.size() * 2 || !read_hex(hex, made.bytes))
        return error{bounce::errc::malformed}.in("read code hash", hex);
    return made;
}

}  // namespace bounce::durable
