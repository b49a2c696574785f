// script_test FOLDER: runs every program in it. What one prints must be what its lines `// expect: ...`
// say, in their order; what ends with an error says so with a line `// fails: ErrorX`. Then it is stopped
// and written down at each of its safepoints and whenever it waits, and another process goes on from every
// image and must end the same.

#include "script_journey.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <sstream>

namespace {

namespace script = bounce::script;

struct expectation {
    std::string printed;
    std::string error;  // its name; empty if it ends well
};

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

expectation read_expectation(const std::string& source) {
    constexpr std::string_view printed = "// expect: ";
    constexpr std::string_view fails = "// fails: ";
    expectation e;
    std::istringstream lines{source};
    for (std::string line; std::getline(lines, line);) {
        if (const auto at = line.find(printed); at != std::string::npos)
            e.printed += "print: " + line.substr(at + printed.size()) + '\n';
        if (const auto at = line.find(fails); at != std::string::npos)
            e.error = line.substr(at + fails.size());
    }
    return e;
}

/// What is wrong with the undisturbed run; empty if nothing is.
std::string judge(const script_journey::ending& end, const expectation& expected) {
    const bool failed = end.result.state == script::run_state::failed;
    const std::string error =
        failed ? std::string{script::error_name(end.result.error->kind)} : std::string{};
    const bool ended = failed || end.result.state == script::run_state::finished;
    if (!ended || error != expected.error || !end.text.starts_with(expected.printed) ||
        std::ranges::count(end.text, '\n') < std::ranges::count(expected.printed, '\n'))
        return "ends with\n" + end.text + "\ninstead of\n" + expected.printed + expected.error;
    // Behind the lines there is the value or the error, and nothing that was printed.
    if (end.text.substr(expected.printed.size()).starts_with("print: "))
        return "prints more than is expected:\n" + end.text;
    return {};
}

script::source_loader beside(const std::filesystem::path& folder) {
    return [folder](std::string_view path,
                    std::string_view) -> std::expected<script::source_file, std::string> {
        const auto file = folder / (std::string{path} + ".bounce");
        if (!std::filesystem::exists(file)) return std::unexpected{"no file " + file.string()};
        return script::source_file{file.filename().string(), read_file(file)};
    };
}

/// The program's journey, or what is wrong with it.
std::expected<script_journey::journey, std::string> run(const std::filesystem::path& file) {
    const std::string source = read_file(file);
    const std::string name = file.filename().string();
    const auto code = script_journey::compile(source, name, beside(file.parent_path() / "modules"));
    if (!code) return std::unexpected{code.error().text()};
    const auto linked = script_journey::link(*code);
    if (!linked) return std::unexpected{linked.error()};
    script::isolate iso = script_journey::begin(*linked);
    const auto end = script_journey::play(iso);
    if (auto wrong = judge(end, read_expectation(source)); !wrong.empty())
        return std::unexpected{std::move(wrong)};
    return script_journey::travel(name, *code, end.text);
}

/// Whether the other process would notice it if a program came to another end.
bool notices_lies(std::span<const script_journey::journey> journeys) {
    if (journeys.empty()) return true;
    script_journey::journey lie = journeys.front();
    lie.ending += "?";
    return script_journey::go_on_elsewhere({&lie, 1}).size() == 1;
}

int run_all(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        if (entry.path().extension() == ".bounce") files.push_back(entry.path());
    std::ranges::sort(files);
    std::size_t failed = 0;
    const auto complain = [&failed](const std::string& name, const std::string& why) {
        ++failed;
        std::cout << "failed: " << name << ": " << why << '\n';
    };
    std::vector<script_journey::journey> journeys;
    for (const auto& file : files) {
        auto j = run(file);
        const std::string name = file.filename().string();
        if (!j) {
            complain(name, j.error());
            continue;
        }
        if (j->images.size() < 10) complain(name, "is hardly ever stopped");
        std::cout << name << ": " << j->images.size() << " images\n";
        journeys.push_back(*std::move(j));
    }
    if (!notices_lies(journeys)) complain("this test", "does not notice another end");
    for (const auto& c : script_journey::go_on_elsewhere(journeys)) complain(c.name, c.why);
    std::cout << files.size() << " programs, " << failed << " failures\n";
    return failed == 0 && !files.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string_view> arguments{argv + 1, argv + argc};
    if (arguments.size() == 2 && arguments[0] == script_journey::argument)
        return script_journey::restore_all(arguments[1]);
    if (arguments.size() != 1) {
        std::cerr << "usage: script_test FOLDER\n";
        return 2;
    }
    return run_all(arguments[0]);
}
