#include "script/code/sha256.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace bounce::script {

namespace {

constexpr std::array<std::uint32_t, 64> round_constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

std::uint32_t big_endian_word(const std::byte* at) noexcept {
    return std::to_integer<std::uint32_t>(at[0]) << 24 |
           std::to_integer<std::uint32_t>(at[1]) << 16 |
           std::to_integer<std::uint32_t>(at[2]) << 8 | std::to_integer<std::uint32_t>(at[3]);
}

}  // namespace

void sha256::mix(const std::byte* block) noexcept {
    std::array<std::uint32_t, 64> w;
    for (std::size_t t = 0; t < 16; ++t) w[t] = big_endian_word(block + 4 * t);
    for (std::size_t t = 16; t < 64; ++t) {
        const std::uint32_t x = w[t - 15];
        const std::uint32_t y = w[t - 2];
        const std::uint32_t s0 = std::rotr(x, 7) ^ std::rotr(x, 18) ^ x >> 3;
        const std::uint32_t s1 = std::rotr(y, 17) ^ std::rotr(y, 19) ^ y >> 10;
        w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
    auto [a, b, c, d, e, f, g, h] = state_;
    for (std::size_t t = 0; t < 64; ++t) {
        const std::uint32_t s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
        const std::uint32_t s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
        const std::uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + round_constants[t] + w[t];
        const std::uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    const std::array<std::uint32_t, 8> mixed{a, b, c, d, e, f, g, h};
    for (std::size_t n = 0; n < mixed.size(); ++n) state_[n] += mixed[n];
}

void sha256::update(bytes_view data) noexcept {
    length_bytes_ += data.size();
    if (filled_ != 0) {
        const std::size_t taken = std::min(data.size(), block_bytes - filled_);
        std::copy_n(data.data(), taken, partial_.data() + filled_);
        filled_ += taken;
        data = data.subspan(taken);
        if (filled_ < block_bytes) return;
        mix(partial_.data());
        filled_ = 0;
    }
    for (; data.size() >= block_bytes; data = data.subspan(block_bytes)) mix(data.data());
    std::copy_n(data.data(), data.size(), partial_.data());
    filled_ = data.size();
}

sha256::digest sha256::finish() noexcept {
    const std::uint64_t length_bits = length_bytes_ * 8;
    constexpr std::array<std::byte, block_bytes> padding{std::byte{0x80}};
    constexpr std::size_t length_at = block_bytes - sizeof(length_bits);
    const std::size_t padded =
        (filled_ < length_at ? length_at : length_at + block_bytes) - filled_;
    update(bytes_view{padding}.first(padded));
    std::array<std::byte, sizeof(length_bits)> length;
    for (std::size_t n = 0; n < length.size(); ++n)
        length[n] = static_cast<std::byte>(length_bits >> (56 - 8 * n));
    update(length);

    digest out;
    for (std::size_t n = 0; n < out.size(); ++n)
        out[n] = static_cast<std::uint8_t>(state_[n / 4] >> (24 - 8 * (n % 4)));
    return out;
}

}  // namespace bounce::script
