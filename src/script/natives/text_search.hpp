#pragma once

#include <string>
#include <string_view>

namespace bounce::script {

/// `text` with every `find` replaced; an empty `find` is nowhere.
[[nodiscard]] std::string replaced(std::string_view text, std::string_view find,
                                   std::string_view by);

}  // namespace bounce::script
