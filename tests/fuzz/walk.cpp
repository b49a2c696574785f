// Calls the property with each seed, with each seed that has one byte replaced, removed or doubled or
// that stops early, and with a fixed sequence of seeds that have several bytes changed.

#include "walk.hpp"

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <random>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::size_t inputs = 0;

void run(const std::string& input) {
    ++inputs;
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

void run_neighbours(const std::string& seed) {
    const auto alphabet = walk::alphabet();
    run(seed);
    for (std::size_t at = 0; at < seed.size(); ++at) {
        for (const char c : alphabet) {
            auto changed = seed;
            changed[at] = c;
            run(changed);
        }
        auto shorter = seed;
        run(shorter.erase(at, 1));
        auto longer = seed;
        run(longer.insert(at, 1, seed[at]));
        run(seed.substr(0, at));
    }
}

// The generator is fixed, so that every run sees the same inputs.
void run_mixtures(const std::vector<std::string>& seeds, std::size_t count) {
    std::minstd_rand random;
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
    const auto alphabet = walk::alphabet();
    for (std::size_t i = 0; i < count; ++i) {
        auto input = seeds[below(seeds.size())];
        const auto& other = seeds[below(seeds.size())];
        input.insert(below(input.size() + 1), other, below(other.size() + 1), below(20));
        for (std::size_t edits = below(4); edits > 0 && !input.empty(); --edits)
            input[below(input.size())] = alphabet[below(alphabet.size())];
        run(input);
    }
}

}  // namespace

int main() {
    const auto seeds = walk::start();
    for (const auto& seed : seeds) run_neighbours(seed);
    run_mixtures(seeds, 5000);
    std::cout << "the property held for " << inputs << " inputs\n";
    return 0;
}
