#include "host/effects/arguments.hpp"
#include "host/effects/modules.hpp"

#include "bounce/crypto/constant_time_equal.hpp"
#include "bounce/crypto/hmac_sha256.hpp"
#include "bounce/crypto/pbkdf2_sha256.hpp"
#include "bounce/crypto/random_bytes.hpp"
#include "bounce/crypto/sha256.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace bounce::host {

namespace {

constexpr std::int64_t random_max = 1 << 20;

/// Hashing a megabyte takes the time of some ten thousand calls: the fuel says so.
void charge(script::native_context& context, std::size_t size) { context.charge(size); }

script::fallible<value> sha256(script::native_context& context, script::native_arguments a,
                               const void*) {
    const std::string content = content_of(a[0]);
    charge(context, content.size());
    return script::make_string(context.owner(), to_hex(crypto::sha256::of(as_bytes(content))));
}

script::fallible<value> hmac(script::native_context& context, script::native_arguments a,
                             const void*) {
    const std::string key = content_of(a[0]);
    const std::string content = content_of(a[1]);
    charge(context, content.size());
    return script::make_string(context.owner(),
                               to_hex(crypto::hmac_sha256::of(as_bytes(key), as_bytes(content))));
}

script::fallible<value> random(script::native_context& context, script::native_arguments a,
                               const void*) {
    if (a[0].as_int() < 0 || a[0].as_int() > random_max) {
        return script::fail(script::error_kind::mismatch_data_type,
                            "crypto::random: asks for 0 to 1048576 bytes");
    }
    const auto made = crypto::random_bytes(static_cast<std::size_t>(a[0].as_int()));
    if (!made) return script::fail(script::error_kind::runtime, made.error().message());
    const auto* first = reinterpret_cast<const std::uint8_t*>(made->data());
    return script::make_blob(context.owner(),
                             std::vector<std::uint8_t>(first, first + made->size()));
}

/// A random UUID, version 4 of RFC 9562.
script::fallible<value> uuid(script::native_context& context, script::native_arguments,
                             const void*) {
    std::array<std::byte, 16> id{};
    if (const auto filled = crypto::fill_random(id); !filled)
        return script::fail(script::error_kind::runtime, filled.error().message());
    id[6] = (id[6] & std::byte{0x0f}) | std::byte{0x40};
    id[8] = (id[8] & std::byte{0x3f}) | std::byte{0x80};
    std::string text = to_hex(id);
    for (const std::size_t at : {20U, 16U, 12U, 8U}) text.insert(at, 1, '-');
    return script::make_string(context.owner(), text);
}

script::fallible<value> same(script::native_context&, script::native_arguments a, const void*) {
    const std::string first = content_of(a[0]);
    const std::string second = content_of(a[1]);
    return value::boolean(crypto::constant_time_equal(as_bytes(first), as_bytes(second)));
}

task<answer> derive(std::string password, std::string salt, crypto::pbkdf2_options options) {
    crypto::secret hidden{as_bytes(password)};
    auto key = co_await crypto::pbkdf2_sha256(std::move(hidden), to_bytes(salt), options);
    if (!key) co_return answer{key.error()};
    co_return answer::of(to_bytes(key->view()));
}

begun begin_derive(environment&, arguments a) {
    constexpr std::int64_t most = 100'000'000;
    if (a[2].as_int() < 1 || a[2].as_int() > most) {
        return script::fail(script::error_kind::mismatch_data_type,
                            "crypto::pbkdf2: asks for 1 to 100000000 iterations");
    }
    const crypto::pbkdf2_options options{static_cast<std::uint32_t>(a[2].as_int()), 32};
    return derive(content_of(a[0]), content_of(a[1]), options);
}

void add_pure(script::native_table& table, const char* name, std::vector<type> takes,
              script::native_function call) {
    script::native made;
    made.module = "crypto";
    made.name = name;
    made.parameters = std::move(takes);
    made.call = call;
    table.add(std::move(made));
}

}  // namespace

void add_crypto(script::native_table& table) {
    constexpr std::array contents{type::string, type::blob};
    for (const type a : contents) {
        add_pure(table, "sha256", {a}, sha256);
        for (const type b : contents) {
            add_pure(table, "hmac_sha256", {a, b}, hmac);
            add_pure(table, "equal", {a, b}, same);
            add_effect(table, {"crypto", "pbkdf2", {a, b, type::integer}, effect_class::read},
                       begin_derive);
        }
    }
    add_pure(table, "random", {type::integer}, random);
    add_pure(table, "uuid", {}, uuid);
}

}  // namespace bounce::host
