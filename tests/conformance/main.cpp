// conformance SUITE PATH [--restore-everywhere]: runs cases that other projects wrote, prints the failures and ends with
// "N passed, N failed, N skipped". Exits 0 if none failed, 1 otherwise, 2 on wrong usage. Where the
// cases are absent it says so and exits 0.

#include "script_journey.hpp"
#include "suites.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <string_view>
#include <vector>

namespace conformance {

void report::fail(std::string_view name, std::string_view why) {
    ++failed_;
    std::cout << "failed: " << name << ": " << why << '\n';
}

std::string report::summary() const {
    return std::to_string(passed_) + " passed, " + std::to_string(failed_) + " failed, " +
           std::to_string(skipped_) + " skipped";
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) {
        std::cerr << "conformance: cannot open " << path.string() << '\n';
        std::exit(2);
    }
    return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

}  // namespace conformance

namespace {

struct suite {
    std::string_view name;
    void (*run)(const std::filesystem::path&, conformance::report&);
    void (*run_restored)(const std::filesystem::path&, conformance::report&) = nullptr;
};

constexpr std::array suites{
    suite{"crypto", conformance::run_crypto},
    suite{"http1", conformance::run_http1},
    suite{"json", conformance::run_json},
    suite{"rhai", conformance::run_rhai, conformance::run_rhai_restored},
    suite{"url", conformance::run_url},
    suite{"url-core", conformance::run_url_core},
};

int usage() {
    std::cerr << "usage: conformance SUITE PATH [--restore-everywhere]\nsuites:";
    for (const auto& s : suites) std::cerr << ' ' << s.name;
    std::cerr << "\nexample: conformance json ../shared/conformance/json\n";
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    const std::span given{argv, static_cast<std::size_t>(argc)};
    const std::vector<std::string_view> arguments{given.begin() + 1, given.end()};
    if (arguments.size() == 2 && arguments[0] == script_journey::argument)
        return script_journey::restore_all(arguments[1]);
    const bool restored = arguments.size() == 3 && arguments[2] == "--restore-everywhere";
    if (arguments.size() != (restored ? 3U : 2U)) return usage();
    for (const auto& s : suites) {
        const auto run = restored ? s.run_restored : s.run;
        if (s.name != arguments[0] || run == nullptr) continue;
        const std::filesystem::path path{arguments[1]};
        if (!std::filesystem::exists(path)) {
            std::cout << "skipped: absent\n";
            return 0;
        }
        conformance::report report;
        run(path, report);
        std::cout << report.summary() << '\n';
        return report.good() ? 0 : 1;
    }
    return usage();
}
