#pragma once

#include "report.hpp"

#include <filesystem>

namespace conformance {

/// Each suite reads its cases from a folder or a file and reports one verdict for each.
void run_crypto(const std::filesystem::path& folder, report& to);
void run_http1(const std::filesystem::path& folder, report& to);
void run_json(const std::filesystem::path& folder, report& to);
/// Scripts of Rhai with their results. The second one also stops each at every safepoint and has another
/// process go on from there.
void run_rhai(const std::filesystem::path& path, report& to);
void run_rhai_restored(const std::filesystem::path& path, report& to);
/// Every case that means something to an RFC 3986 parser; `run_url_core` only those that any parser
/// of http URLs must agree on.
void run_url(const std::filesystem::path& folder, report& to);
void run_url_core(const std::filesystem::path& folder, report& to);

}  // namespace conformance
