#pragma once

#include "report.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace conformance {

/// Cases on which we differ on purpose, from a file of this folder: "case -- reason" on each line, those
/// that begin with "#" are comments. A case that is listed must come out otherwise than its authors
/// expect, so that the list stays true.
class differences {
public:
    explicit differences(std::string_view file);

    [[nodiscard]] bool has(const std::string& name) const { return listed_.contains(name); }
    /// Reports the verdict on one case: why it failed, if it did.
    void settle(const std::string& name, const std::optional<std::string>& why, report& to);
    /// After the last case: what is listed and was not among them.
    void finish(report& to) const;

private:
    std::map<std::string, std::string> listed_;
};

}  // namespace conformance
