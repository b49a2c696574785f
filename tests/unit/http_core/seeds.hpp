#pragma once

#include <string>
#include <vector>

namespace http_seeds {

/// Requests and responses, good and bad, that between them reach every state of the parsers.
std::vector<std::string> requests();
std::vector<std::string> responses();

}  // namespace http_seeds
