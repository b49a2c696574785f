#pragma once

#include "script/code/module_code.hpp"
#include "script/code/operands.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bounce::script {

/// Verifies one function of a module whose tables (references, natives …) have been verified.
class function_verifier {
public:
    function_verifier(const module_code& m, std::span<const module_code* const> imports,
                      const function_code& f) noexcept
        : module_{m}, imports_{imports}, function_{f} {}

    /// What is wrong with it; empty if nothing is.
    [[nodiscard]] std::string run();

private:
    void shape();
    void decode();
    void operands(const instruction& i);
    void registers(const instruction& i);
    void unused(const instruction& i);
    void meaning(const instruction& i);
    void jump(const instruction& i);
    void function_operand(const instruction& i);
    void native_operand(const instruction& i, std::uint32_t import, std::size_t arguments);
    void map_keys(const instruction& i);
    void place(const instruction& i);
    void invoke(const instruction& i);
    void select(const instruction& i);
    void arm(const instruction& i, std::size_t n);
    void targets();
    void handlers();
    void safepoints();
    void frames(const instruction& i, const safepoint& s);
    void debug_tables();

    [[nodiscard]] bool is_start(std::int64_t pc) const noexcept;
    [[nodiscard]] bool is_text(std::uint32_t constant) const noexcept;
    [[nodiscard]] bool good() const noexcept { return problem_.empty(); }
    void require(bool holds, std::string_view what);
    void require(bool holds, const instruction& i, std::string_view what);

    const module_code& module_;
    std::span<const module_code* const> imports_;
    const function_code& function_;
    std::vector<instruction> code_;
    std::vector<bool> starts_;
    std::string problem_;
};

}  // namespace bounce::script
