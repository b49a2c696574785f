#include "differences.hpp"

#include <sstream>

namespace conformance {

differences::differences(std::string_view file) {
    std::istringstream lines{
        read_file(std::string{BOUNCE_SOURCE_DIR "/tests/conformance/"}.append(file))};
    for (std::string line; std::getline(lines, line);) {
        const auto dash = line.find(" -- ");
        if (!line.starts_with('#') && dash != std::string::npos)
            listed_[line.substr(0, dash)] = line.substr(dash + 4);
    }
}

void differences::settle(const std::string& name, const std::optional<std::string>& why,
                         report& to) {
    if (listed_.erase(name) != 0) {
        if (why)
            to.skip();
        else
            to.fail(name, "is listed as a difference and is none");
    } else if (why) {
        to.fail(name, *why);
    } else {
        to.pass();
    }
}

void differences::finish(report& to) const {
    for (const auto& [name, reason] : listed_)
        to.fail(name, "is listed as a difference and does not exist");
}

}  // namespace conformance
