#include "suites.hpp"

#include "bounce/data/json.hpp"

#include <algorithm>
#include <vector>

namespace conformance {

namespace {

namespace json = bounce::json;

// What was read must survive being written and read again.
bool survives(const json::value& v) {
    const auto again = json::parse(json::write(v));
    return again && *again == v;
}

}  // namespace

// The first letter of a file name is the verdict: y must parse, n must be refused, i may do either.
void run_json(const std::filesystem::path& folder, report& to) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::ranges::sort(files);
    for (const auto& file : files) {
        const auto name = file.filename().string();
        const auto parsed = json::parse(read_file(file));
        if (parsed && name.front() == 'n')
            to.fail(name, "was accepted");
        else if (!parsed && name.front() == 'y')
            to.fail(name, parsed.error().message());
        else if (parsed && !survives(*parsed))
            to.fail(name, "is another value after writing and reading");
        else
            to.pass();
    }
}

}  // namespace conformance
