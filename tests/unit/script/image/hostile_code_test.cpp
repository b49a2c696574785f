// Code that no compiler made: instructions of real programs are changed at random, the safepoints made right
// again, and whatever the verifier lets pass is run. It may fail in every way a program can, and no other.

#include "programs.hpp"
#include "script/code/encode.hpp"
#include "script/code/liveness.hpp"
#include "script/code/operands.hpp"
#include "stage.hpp"

#include <cstdlib>
#include <memory>
#include <random>

namespace bounce::script {
namespace {

using stage::played;

/// One word, so that it is likely to mean something still: other registers, another instruction of the
/// same form, another constant.
void change_word(std::vector<std::uint32_t>& words, std::mt19937_64& random) {
    const std::size_t at = random() % words.size();
    const auto byte = static_cast<unsigned>(random() % 4);
    std::uint32_t& word = words[at];
    switch (random() % 4) {
        case 0: word ^= 1U << random() % 32; return;
        case 1: word = words[random() % words.size()]; return;
        case 2: {
            // A small register or number in place of one byte.
            word &= ~(0xffU << 8 * byte);
            word |= static_cast<std::uint32_t>(random() % 12) << 8 * byte;
            return;
        }
        default: word = (word & ~0xffU) | static_cast<std::uint32_t>(random() % opcode_count);
    }
}

bool change(module_code& m, std::mt19937_64& random) {
    function_code& f = m.functions[random() % m.functions.size()];
    for (std::uint64_t left = 1 + random() % 4; left > 0; --left) change_word(f.words, random);
    if (random() % 8 == 0) f.mutates_this = !f.mutates_this;
    auto safepoints = find_safepoints(f);
    if (!safepoints) return false;
    f.safepoints = *std::move(safepoints);
    return true;
}

void run_it(const executable& code) {
    limits bounds;
    bounds.heap_bytes = std::size_t{4} << 20;
    bounds.call_depth = 50;
    bounds.fibers = 20;
    bounds.output_bytes = 10'000;
    bounds.values.string_bytes = bounds.values.blob_bytes = 100'000;
    bounds.values.array_items = bounds.values.map_keys = 10'000;
    isolate iso{code, bounds};
    iso.start();
    iso.advance(stage::beginning);
    played p;
    for (int turns = 0; !p.ended && turns < 6; ++turns) stage::turn(iso, p, 300);
    const auto image = snapshot(iso);
    if (!image) return;
    auto again = restore(code, *image, bounds);
    ASSERT_TRUE(again) << again.error().message();
    for (int turns = 0; !p.ended && turns < 6; ++turns) stage::turn(*again, p, 300);
}

TEST(hostile_code, that_passes_the_verifier_does_nothing_undefined) {
    const char* wanted = std::getenv("BOUNCE_MUTATIONS");
    const unsigned long count = wanted != nullptr ? std::strtoul(wanted, nullptr, 10) / 20 : 1'000;
    const std::shared_ptr<const module_code> prelude = prelude_module();
    const module_code* const imports[] = {prelude.get()};
    std::vector<bytes> modules;
    for (const std::string_view source : stage::programs)
        modules.push_back(encode_module(*stage::make(source).main().code));
    const std::shared_ptr<const engine> natives = stage::make_engine();
    std::mt19937_64 random{5};
    unsigned long passed = 0;
    for (unsigned long n = 0; n < count; ++n) {
        auto decoded = decode_module(modules[n % modules.size()]);
        ASSERT_TRUE(decoded);
        if (!change(*decoded, random) || !verify_module(*decoded, imports)) continue;
        program p;
        p.modules.push_back(prelude);
        p.modules.push_back(std::make_shared<module_code>(std::move(*decoded)));
        const auto linked = executable::link(natives, p);
        if (!linked) continue;
        ++passed;
        run_it(*linked);
        if (HasFatalFailure()) return;
    }
    EXPECT_GT(passed, count / 50);
    std::cout << passed << " of " << count << " were run\n";
}

}  // namespace
}  // namespace bounce::script
