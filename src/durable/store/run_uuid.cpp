#include "bounce/durable/run_uuid.hpp"

#include "durable/store/hex_digits.hpp"

#include "bounce/base/bytes.hpp"
#include "bounce/durable/operation_number.hpp"

#include <cstddef>

namespace bounce::durable {

namespace {

std::uint64_t read_big_endian(const std::uint8_t* from) noexcept {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = (value << 8) | from[i];
    return value;
}

/// A bijection of 64 bits in which every bit of the input reaches every bit of the output (the
/// finalizer of splitmix64).
std::uint64_t mix(std::uint64_t x) noexcept {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

constexpr std::uint8_t dashes_before[] = {4, 6, 8, 10};

}  // namespace

run_uuid run_uuid::from_random(std::uint64_t high, std::uint64_t low) noexcept {
    high = (high & ~std::uint64_t{0xf000}) | 0x4000;                     // version 4
    low = (low & ~(std::uint64_t{3} << 62)) | (std::uint64_t{2} << 62);  // the RFC's variant
    run_uuid made;
    for (std::size_t i = 0; i < 8; ++i) {
        made.bytes_[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
        made.bytes_[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
    }
    return made;
}

result<run_uuid> run_uuid::parse(std::string_view text) {
    run_uuid made;
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash != (text[i] == '-')) return error{bounce::errc::malformed}.in("read uuid", text);
        if (!dash) digits += text[i];
    }
    if (digits.size() != 32 || !read_hex(digits, made.bytes_))
        return error{bounce::errc::malformed}.in("read uuid", text);
    return made;
}

// The two halves are mixed with the number and with each other (a Feistel network of four rounds), so
// for one number different parents have different children, and to others the child looks random.
run_uuid run_uuid::child(operation_number number) const noexcept {
    std::uint64_t left = read_big_endian(bytes_.data());
    std::uint64_t right = read_big_endian(bytes_.data() + 8);
    for (std::uint64_t round = 1; round <= 4; ++round) {
        const auto key = static_cast<std::uint64_t>(number) + round * 0x9e3779b97f4a7c15U;
        const auto mixed = left ^ mix(right ^ mix(key));
        left = right;
        right = mixed;
    }
    return from_random(left, right);
}

std::string run_uuid::to_string() const {
    const auto digits = to_hex(std::as_bytes(std::span{bytes_}));
    std::string text;
    std::size_t from = 0;
    for (const std::size_t bytes_before : dashes_before) {
        text.append(digits, from, 2 * bytes_before - from).push_back('-');
        from = 2 * bytes_before;
    }
    return text.append(digits, from);
}

std::string idempotency_key(const run_uuid& run, operation_number number) {
    return run.to_string() + "/" + std::to_string(static_cast<std::uint64_t>(number));
}

std::string write_key(std::string_view step_key, std::uint32_t k) {
    return std::string{step_key} + "/" + std::to_string(k);
}

}  // namespace bounce::durable
