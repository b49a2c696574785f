#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace conformance {

/// A request that is judged by how dangerous it is.
struct desync_case {
    std::string name;
    std::string input;  ///< the head of the request
    std::string tier;   ///< "Compliant", "Acceptable", "Ambiguous" or "Severe"
};

[[nodiscard]] std::vector<desync_case> read_desync_cases(const std::filesystem::path& file);

}  // namespace conformance
