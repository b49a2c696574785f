#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace conformance {

/// One case of the Markdown files: a heading, a message, and the log that the other parser writes.
struct llhttp_case {
    std::string name;   ///< "request-sample.md: Simple request"
    std::string type;   ///< "request", "response-lenient-headers", …
    bool skip_body;     ///< the response answers a HEAD request
    std::string input;  ///< the bytes of the message
    std::string log;
};

[[nodiscard]] std::vector<llhttp_case> read_llhttp_cases(const std::filesystem::path& file);

}  // namespace conformance
