#pragma once

#include <map>
#include <string>
#include <string_view>

namespace bounce::script {

/// Script modules that a test may import, by path.
using files = std::map<std::string, std::string, std::less<>>;

/// Compiles and runs a program; everything compiled must pass the verifier. What it printed, a line each,
/// then "=> " and its result as `debug` shows it, or "failed: " and the kind and message of the error, or
/// "blocked". Without output only the result: "42". If it does not compile: "error: " and the first
/// message.
[[nodiscard]] std::string run(std::string_view source, const files& modules = {});

/// What is wrong with a program: "line:column: message" for each error, with its help in parentheses, a
/// line each. Empty if it compiles.
[[nodiscard]] std::string errors(std::string_view source, const files& modules = {});

/// The instructions of one function of a program, as the disassembler writes them, without the numbers of
/// words and without comments.
[[nodiscard]] std::string code_of(std::string_view source, std::string_view function);

}  // namespace bounce::script
