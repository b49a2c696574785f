// Images that somebody changed, with the checksum made right again, so that the checks behind it are
// reached: restoring them gives an error or a program, and the program can be run.

#include "programs.hpp"
#include "script/code/wire.hpp"
#include "script/image/image_format.hpp"
#include "stage.hpp"

#include <cstdlib>
#include <random>

namespace bounce::script {
namespace {

using stage::played;

void put_checksum(bytes& image) {
    image.resize(image.size() - image_checksum_bytes);
    wire_writer sum;
    const std::uint64_t value = image_checksum(image);
    sum.word(static_cast<std::uint32_t>(value));
    sum.word(static_cast<std::uint32_t>(value >> 32));
    image.insert(image.end(), sum.written().begin(), sum.written().end());
}

/// Where the hashes of the modules end: what is changed in them only tells programs apart.
std::size_t content_begin(const executable& code) {
    return image_magic.size() + 2 + code.modules().size() * sizeof(module_hash);
}

void change(bytes& b, std::size_t from, std::mt19937_64& random) {
    const std::size_t length = b.size() - image_checksum_bytes - from;
    if (length == 0) return;
    const auto at = static_cast<std::ptrdiff_t>(from + random() % length);
    std::byte& here = b[static_cast<std::size_t>(at)];
    switch (random() % 8) {
        case 0: here ^= static_cast<std::byte>(1U << random() % 8); return;
        case 1: here = static_cast<std::byte>(random()); return;
        case 2: here = static_cast<std::byte>(std::to_integer<unsigned>(here) + 1); return;
        case 3: here = static_cast<std::byte>(std::to_integer<unsigned>(here) - 1); return;
        case 4: b.erase(b.begin() + at); return;
        case 5: b.insert(b.begin() + at, static_cast<std::byte>(random())); return;
        case 6: here = b[from + random() % length]; return;
        default: {
            // A stretch from elsewhere: whole values and counts in places where they do not belong.
            const std::size_t size = std::min<std::size_t>(1 + random() % 8, length);
            const std::size_t to = from + random() % (length - size + 1);
            const std::size_t of = from + random() % (length - size + 1);
            const bytes part{b.begin() + static_cast<std::ptrdiff_t>(of),
                             b.begin() + static_cast<std::ptrdiff_t>(of + size)};
            std::ranges::copy(part, b.begin() + static_cast<std::ptrdiff_t>(to));
        }
    }
}

/// Images of the programs at moments of their runs.
std::vector<std::pair<executable, bytes>> samples() {
    std::vector<std::pair<executable, bytes>> all;
    for (const std::string_view source : stage::programs) {
        isolate iso = stage::begin(stage::make(source));
        played p;
        for (int turns = 0; !p.ended && turns < 16; ++turns) {
            iso.stop_after(7);
            stage::turn(iso, p, 100);
            if (auto image = snapshot(iso)) all.emplace_back(iso.code(), *std::move(image));
        }
    }
    return all;
}

TEST(mutated_image, gives_an_error_or_a_program_that_can_be_run) {
    const char* wanted = std::getenv("BOUNCE_MUTATIONS");
    const unsigned long count = wanted != nullptr ? std::strtoul(wanted, nullptr, 10) : 5'000;
    const auto images = samples();
    limits bounds;
    bounds.heap_bytes = std::size_t{4} << 20;
    bounds.image_bytes = std::size_t{1} << 20;
    bounds.total_fuel = 1'000'000'000;
    std::mt19937_64 random{11};
    unsigned long restored_count = 0;
    for (unsigned long n = 0; n < count; ++n) {
        const auto& [code, image] = images[n % images.size()];
        bytes changed = image;
        const std::size_t from = content_begin(code);
        for (std::uint64_t left = 1 + random() % 3; left > 0; --left) change(changed, from, random);
        put_checksum(changed);
        auto restored = restore(code, changed, bounds);
        if (!restored) continue;
        ++restored_count;
        isolate& iso = *restored;
        ASSERT_TRUE(snapshot(iso)) << "what is restored can be stored";
        played p;
        for (int turns = 0; !p.ended && turns < 3; ++turns) stage::turn(iso, p, 200);
        (void)iso.describe_waits();
        iso.request_cancel();
        for (int turns = 0; !p.ended && turns < 2; ++turns) stage::turn(iso, p, 200);
    }
    // The test reaches what it is about: programs that nobody wrote.
    EXPECT_GT(restored_count, count / 100);
    std::cout << restored_count << " of " << count << " were restored\n";
}

}  // namespace
}  // namespace bounce::script
