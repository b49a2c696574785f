#pragma once

#include "script/code/module_code.hpp"

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"

namespace bounce::script {

/// The portable encoding of a module. It holds everything but `hash`, and says each thing in one way:
/// equal modules have equal bytes on every machine.
///
///     "BNCM", format, name, source, constants, imports with their hashes, natives, references,
///     functions, globals, exports
[[nodiscard]] bytes encode_module(const module_code& m);

/// The hash of a module is that of its encoding, in which its imports stand with theirs: it covers every
/// module it uses. Whoever makes a module calls this last.
[[nodiscard]] module_hash hash_of_module(bytes_view encoded) noexcept;
[[nodiscard]] module_hash hash_of_module(const module_code& m);

/// The module that was encoded, with its hash. Its form is checked, its meaning is not: see
/// `verify_module`. Never allocates more than a small multiple of the bytes given.
[[nodiscard]] result<module_code> decode_module(bytes_view encoded);

/// The only format there is so far. It is experimental: it may change until the conformance tests pass.
inline constexpr std::uint32_t module_format = 0;
inline constexpr std::string_view module_magic = "BNCM";

}  // namespace bounce::script
