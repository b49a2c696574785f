// Time and size of writing down and restoring examples/order.bounce, parked in its `select` with all its
// steps behind it: `bench_script_image [--count N]`. Restoring includes every check of an image that may
// come from anywhere.
#include "common/bench.hpp"
#include "script/compile/prelude_module.hpp"

#include "bounce/durable/worker/work.hpp"
#include "bounce/script/compile.hpp"
#include "bounce/script/executable.hpp"
#include "bounce/script/image.hpp"
#include "bounce/script/isolate.hpp"
#include "bounce/script/value_codec.hpp"

#include <fstream>
#include <iterator>

namespace {

using namespace bounce::script;
using bounce::nanoseconds;

constexpr std::string_view values = R"(
fn order() {
    #{ id: 7, items: ["tea", "cups"], total: 42, shop: "http://127.0.0.1:8080", folder: "invoices",
       packing_ms: 1, patience_ms: 604800000 }
}
fn answer() { #{ hold: "hold-7", receipt: "receipt-7", amount: 42 } }
)";

executable load(const std::string& text, const std::string& name) {
    const auto natives = bounce::durable::make_durable_engine();
    compile_options options;
    options.natives = &natives->natives();
    options.prelude = prelude_module();
    const auto compiled = compile(text, name, options);
    if (!compiled) bench::fail(compiled.error().text().c_str());
    auto linked = executable::link(natives, *compiled);
    if (!linked) bench::fail(linked.error().message().c_str());
    return std::move(*linked);
}

// What the function of `values` gives, as bytes.
bounce::bytes value_of(const executable& code, std::string_view function) {
    isolate iso{code};
    const auto started = iso.start(function, {});
    bench::require(started.has_value(), "no such function");
    const run_result made = iso.run(nanoseconds{1}, 1'000'000);
    bench::require(made.state == run_state::finished, "a value could not be made");
    auto encoded = encode_value(made.result);
    bench::require(encoded.has_value(), "a value cannot be written");
    return *std::move(encoded);
}

isolate parked(const executable& order) {
    const executable made = load(std::string{values}, "values.bounce");
    const auto answer = value_of(made, "answer");
    isolate iso{order};
    const auto input = decode_value(value_of(made, "order"), iso);
    bench::require(input && iso.start("order", {*input}), "the order does not begin");
    nanoseconds now{1};
    for (int turn = 0; turn < 100; ++turn) {
        now += std::chrono::seconds{1};
        const run_result r = iso.run(now, 1'000'000);
        bench::require(r.state == run_state::blocked, "the order does not wait");
        const auto asked = iso.take_requested();
        if (asked.empty() && !iso.awaited_mailboxes().empty()) return iso;
        for (const operation& o : asked) {
            auto given = decode_value(answer, iso);
            bench::require(given && iso.deliver(o.number, *given), "an answer does not arrive");
        }
    }
    bench::fail("the order never waits for its signal");
}

}  // namespace

int main(int argc, char** argv) {
    const bench::arguments given{argc, argv};
    const std::uint64_t count = given.number("count", 100'000);
    const std::string path{BENCH_ORDER};
    std::ifstream in{path};
    bench::require(in.good(), ("no script " + path).c_str());
    const executable order = load({std::istreambuf_iterator<char>{in}, {}}, path);
    const isolate waiting = parked(order);
    const auto image = snapshot(waiting);
    bench::require(image.has_value(), "the order cannot be written down");

    double before = bench::processor_seconds();
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto again = snapshot(waiting);
        bench::require(again && again->size() == image->size(), "two images differ");
    }
    bench::report("image_snapshot",
                  (bench::processor_seconds() - before) * 1e9 / static_cast<double>(count), "ns");
    before = bench::processor_seconds();
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto again = restore(order, *image);
        bench::require(again.has_value(), "an image is refused");
    }
    bench::report("image_restore",
                  (bench::processor_seconds() - before) * 1e9 / static_cast<double>(count), "ns");
    bench::report("image_size", static_cast<double>(image->size()), "bytes");
    return 0;
}
