#include "script/code/liveness.hpp"

#include "script/code/handler_map.hpp"
#include "script/code/operands.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace bounce::script {

namespace {

class register_set {
public:
    void add(std::uint32_t first, std::uint32_t count) noexcept {
        for (std::uint32_t r = first; r < first + count && r < 256; ++r)
            words_[r / 64] |= std::uint64_t{1} << r % 64;
    }
    void remove(std::uint32_t first, std::uint32_t count) noexcept {
        for (std::uint32_t r = first; r < first + count && r < 256; ++r)
            words_[r / 64] &= ~(std::uint64_t{1} << r % 64);
    }
    void add(const register_set& other) noexcept {
        for (std::size_t n = 0; n < words_.size(); ++n) words_[n] |= other.words_[n];
    }
    [[nodiscard]] bool contains(std::uint32_t r) const noexcept {
        return (words_[r / 64] >> r % 64 & 1) != 0;
    }
    friend bool operator==(const register_set&, const register_set&) = default;

    [[nodiscard]] std::vector<std::uint64_t> bitmap(std::size_t registers) const {
        return {words_.begin(),
                words_.begin() + static_cast<std::ptrdiff_t>((registers + 63) / 64)};
    }

private:
    std::array<std::uint64_t, 4> words_{};
};

/// Live registers by backward dataflow. Only `loop` goes backwards in well-formed code, so that one walk
/// from the end to the beginning settles everything but what flows around loops.
class analysis {
public:
    explicit analysis(const function_code& f) : function_{f} {}

    [[nodiscard]] bool run() {
        if (function_.registers == 0 || !decode_all() || !resolve_handlers()) return false;
        before_.resize(code_.size());
        for (unsigned pass = 0; pass < liveness_passes; ++pass)
            if (!walk()) return true;
        return false;
    }

    [[nodiscard]] std::vector<safepoint> safepoints() const {
        std::vector<safepoint> found;
        const std::size_t registers = function_.registers;
        found.push_back({0, safepoint_kind::entry, before_.front().bitmap(registers)});
        for (std::size_t n = 0; n < code_.size(); ++n) {
            const opcode op = code_[n].op();
            if (!is_safepoint(op)) continue;
            const bool is_loop = op == opcode::loop;
            const register_set live = is_loop ? before_[n] : during(n);
            found.push_back({code_[n].pc, is_loop ? safepoint_kind::loop : safepoint_kind::call,
                             live.bitmap(registers)});
        }
        return found;
    }

    [[nodiscard]] std::vector<std::uint32_t> last_uses() const {
        std::vector<std::uint32_t> found;
        for (std::size_t n = 0; n < code_.size(); ++n) {
            const instruction& i = code_[n];
            bool candidate = i.op() == opcode::move && i.a() != i.b();
            if (i.op() == opcode::invoke) {
                const auto place = place_of(i);
                candidate = place && place->path.empty() && place->flags == 0;
            }
            if (candidate && !after(n).contains(i.b())) found.push_back(i.pc);
        }
        return found;
    }

private:
    static constexpr std::uint32_t nowhere = 0xffff'ffff;

    bool decode_all() {
        const std::span<const std::uint32_t> words{function_.words};
        if (words.empty() || words.size() >= nowhere) return false;
        at_.assign(words.size(), nowhere);
        for (std::size_t pc = 0; pc < words.size();) {
            const auto decoded = decode_instruction(words, pc);
            if (!decoded) return false;
            at_[pc] = static_cast<std::uint32_t>(code_.size());
            code_.push_back(*decoded);
            pc = decoded->end();
        }
        if (falls_through(code_.back().op())) return false;
        targets_.assign(code_.size(), nowhere);
        for (std::size_t n = 0; n < code_.size(); ++n)
            if (const auto target = jump_target(code_[n])) {
                targets_[n] = index_of(*target);
                if (targets_[n] == nowhere) return false;
            }
        return true;
    }

    bool resolve_handlers() {
        const auto map = handler_map::of(function_.handlers, function_.words.size());
        if (!map) return false;
        for (const handler& h : function_.handlers) {
            handler_targets_.push_back(index_of(h.target));
            if (handler_targets_.back() == nowhere) return false;
        }
        for (const instruction& i : code_)
            handlers_.push_back(can_throw(i.op()) ? map->innermost(i.pc) : handler_map::none);
        return true;
    }

    [[nodiscard]] std::uint32_t index_of(std::int64_t pc) const noexcept {
        if (pc < 0 || pc >= static_cast<std::int64_t>(at_.size())) return nowhere;
        return at_[static_cast<std::size_t>(pc)];
    }

    /// What must survive instruction `n`, wherever control goes from it.
    [[nodiscard]] register_set after(std::size_t n) const {
        register_set live;
        if (falls_through(code_[n].op())) {
            live = before_[n + 1];
            for_each_access(code_[n], [&](access how, std::uint32_t first, std::uint32_t count) {
                if (how == access::writes) live.remove(first, count);
            });
        }
        if (targets_[n] != nowhere) live.add(before_[targets_[n]]);
        if (handlers_[n] != handler_map::none) {
            register_set caught = before_[handler_targets_[handlers_[n]]];
            caught.remove(function_.handlers[handlers_[n]].caught, 1);
            live.add(caught);
        }
        if (function_.mutates_this) live.add(0, 1);
        return live;
    }

    /// The same, and what instruction `n` itself needs to be completed.
    [[nodiscard]] register_set during(std::size_t n) const {
        register_set live = after(n);
        for_each_access(code_[n], [&](access how, std::uint32_t first, std::uint32_t count) {
            if (how == access::updates) live.add(first, count);
        });
        return live;
    }

    /// One walk; whether it changed anything.
    bool walk() {
        bool changed = false;
        for (std::size_t n = code_.size(); n-- > 0;) {
            register_set live = after(n);
            for_each_access(code_[n], [&](access how, std::uint32_t first, std::uint32_t count) {
                if (how != access::writes) live.add(first, count);
            });
            if (live == before_[n]) continue;
            before_[n] = live;
            changed = true;
        }
        return changed;
    }

    const function_code& function_;
    std::vector<instruction> code_;
    std::vector<std::uint32_t> at_;               // pc -> instruction
    std::vector<std::uint32_t> targets_;          // instruction -> the one it jumps to
    std::vector<std::uint32_t> handlers_;         // instruction -> where its throw is caught
    std::vector<std::uint32_t> handler_targets_;  // handler -> instruction
    std::vector<register_set> before_;            // instruction -> live before it
};

}  // namespace

std::optional<std::vector<safepoint>> find_safepoints(const function_code& f) {
    analysis live{f};
    if (!live.run()) return std::nullopt;
    return live.safepoints();
}

std::vector<std::uint32_t> find_last_uses(const function_code& f) {
    analysis live{f};
    if (!live.run()) return {};
    return live.last_uses();
}

}  // namespace bounce::script
