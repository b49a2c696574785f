// An image that was changed anywhere behind the names of its modules, with a right checksum, is refused, or
// is a program that can be stored again and run.

#include "edits.hpp"
#include "property.hpp"
#include "script/code/wire.hpp"
#include "script/image/image_format.hpp"
#include "script_samples.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace script = bounce::script;

namespace {

/// The sample after so many turns, without its checksum.
bounce::bytes image_after(int turns) {
    script::isolate iso{fuzz::script_program()};
    iso.start();
    for (int n = 0; n < turns; ++n) iso.run(std::chrono::seconds{n}, 20);
    auto image = snapshot(iso);
    fuzz::require(image.has_value(), "the sample can be stored");
    image->resize(image->size() - script::image_checksum_bytes);
    return *std::move(image);
}

void add_checksum(bounce::bytes& image) {
    const std::uint64_t sum = script::image_checksum(image);
    script::wire_writer out;
    out.word(static_cast<std::uint32_t>(sum));
    out.word(static_cast<std::uint32_t>(sum >> 32));
    image.insert(image.end(), out.written().begin(), out.written().end());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::array<bounce::bytes, 2> samples{image_after(1), image_after(4)};
    if (size == 0) return 0;
    const script::executable& code = fuzz::script_program();
    const std::size_t names = script::image_magic.size() + 2 + 32 * code.modules().size();
    bounce::bytes image =
        fuzz::edited(samples[data[0] % samples.size()], names, {data + 1, size - 1});
    add_checksum(image);

    script::limits bounds;
    bounds.heap_bytes = std::size_t{4} << 20;
    bounds.image_bytes = std::size_t{1} << 20;
    auto restored = restore(code, image, bounds);
    if (!restored) return 0;
    const auto again = snapshot(*restored);
    fuzz::require(again.has_value(), "what is restored can be stored");
    const auto twice = restore(code, *again);
    fuzz::require(twice.has_value(), "and restored again");
    const auto same = snapshot(*twice);
    fuzz::require(same.has_value() && *same == *again, "as what it was");
    for (int n = 0; n < 4; ++n) restored->run(std::chrono::hours{n}, 500);
    return 0;
}
