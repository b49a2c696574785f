#include "crypto/core/pbkdf2.hpp"
#include "suites.hpp"

#include "bounce/crypto/hmac_sha256.hpp"
#include "bounce/data/json.hpp"

#include <algorithm>
#include <optional>

namespace conformance {

namespace {

namespace crypto = bounce::crypto;
namespace json = bounce::json;
using bounce::bytes;

std::optional<bytes> from_hex(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    if (text.size() % 2 != 0) return std::nullopt;
    bytes data;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto high = digits.find(text[i]);
        const auto low = digits.find(text[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
        data.push_back(static_cast<std::byte>(high * 16 + low));
    }
    return data;
}

bytes hex_member(const json::value& test, const char* name) {
    return from_hex(test.get<std::string_view>(name).value_or("x")).value_or(bytes{});
}

// Is the tag of the case the tag that we compute, as far as the group wants it compared?
bool hmac_holds(const json::value& group, const json::value& test) {
    const auto size =
        static_cast<std::size_t>(group.get<std::uint64_t>("tagSize").value_or(256)) / 8;
    const auto ours = crypto::hmac_sha256::of(hex_member(test, "key"), hex_member(test, "msg"));
    const auto expected = hex_member(test, "tag");
    return std::ranges::equal(std::span{ours}.first(std::min(size, ours.size())), expected);
}

bool pbkdf2_holds(const json::value&, const json::value& test) {
    const crypto::core::pbkdf2_cost cost{
        static_cast<std::uint32_t>(test.get<std::uint64_t>("iterationCount").value_or(0)),
        static_cast<std::size_t>(test.get<std::uint64_t>("dkLen").value_or(0))};
    const auto key =
        crypto::core::pbkdf2_sha256(hex_member(test, "password"), hex_member(test, "salt"), cost);
    return key && std::ranges::equal(key->view(), hex_member(test, "dk"));
}

void run_vectors(const std::filesystem::path& file,
                 bool (*holds)(const json::value&, const json::value&), report& to) {
    if (!std::filesystem::exists(file)) return;
    const auto name = file.filename().string();
    const auto document = json::parse(read_file(file));
    if (!document) return to.fail(name, document.error().message());
    const auto groups = document->get<const json::array*>("testGroups");
    if (!groups) return to.fail(name, groups.error().message());
    for (const auto& group : **groups) {
        const auto tests = group.get<const json::array*>("tests");
        if (!tests) return to.fail(name, tests.error().message());
        for (const auto& test : **tests) {
            const auto expected = test.get<std::string_view>("result").value_or("");
            const bool good = holds(group, test);
            const auto id = test.get<std::int64_t>("tcId").value_or(0);
            if (expected == "acceptable")
                to.skip();
            else if (good == (expected == "valid"))
                to.pass();
            else
                to.fail(name + " " + std::to_string(id), good ? "was accepted" : "does not hold");
        }
    }
}

}  // namespace

// The vectors for what exists here; the other files are for algorithms that do not.
void run_crypto(const std::filesystem::path& folder, report& to) {
    run_vectors(folder / "hmac_sha256_test.json", hmac_holds, to);
    run_vectors(folder / "pbkdf2_hmacsha256_test.json", pbkdf2_holds, to);
}

}  // namespace conformance
