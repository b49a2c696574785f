// A module that was changed anywhere is refused, or decoded and written the same way again; and what the
// verifier lets pass can be linked and run: it fails as programs fail.

#include "edits.hpp"
#include "property.hpp"
#include "script/code/disassemble.hpp"
#include "script/code/encode.hpp"
#include "script/code/liveness.hpp"
#include "script/code/verify.hpp"
#include "script_samples.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace script = bounce::script;

namespace {

void run(script::module_code decoded) {
    const script::module_code* const imports[] = {script::prelude_module().get()};
    // Few changes keep the safepoints right, so they are made right.
    for (script::function_code& f : decoded.functions)
        if (auto safepoints = find_safepoints(f)) f.safepoints = *std::move(safepoints);
    if (!verify_module(decoded, imports)) return;
    (void)disassemble(decoded);
    script::program p;
    p.modules.push_back(script::prelude_module());
    p.modules.push_back(std::make_shared<script::module_code>(std::move(decoded)));
    const auto linked = script::executable::link(script::engine::standard(), p);
    if (!linked) return;
    script::limits bounds;
    bounds.heap_bytes = std::size_t{4} << 20;
    bounds.call_depth = 50;
    script::isolate iso{*linked, bounds};
    iso.start();
    for (int seconds = 0; seconds < 4; ++seconds) {
        const auto r = iso.run(std::chrono::seconds{seconds}, 500);
        if (r.state == script::run_state::finished || r.state == script::run_state::failed) return;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const bounce::bytes good = encode_module(*fuzz::script_program().main().code);
    const bounce::bytes changed = fuzz::edited(good, 0, {data, size});
    auto decoded = script::decode_module(changed);
    if (!decoded) return 0;
    fuzz::require(encode_module(*decoded) == changed, "what is decoded is written the same");
    run(std::move(*decoded));
    return 0;
}
