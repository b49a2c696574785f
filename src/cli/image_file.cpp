#include "cli/image_file.hpp"

#include "cli/script_file.hpp"
#include "script/code/encode.hpp"
#include "script/code/verify.hpp"

#include "bounce/fs/write_file_atomic.hpp"
#include "bounce/runtime/runtime.hpp"
#include "bounce/script/image.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace bounce::cli {

namespace {

// "BNCRUN", format, number of modules; then, each behind its length in 8 bytes: the modules in the order
// of their imports, and the image. All numbers are little-endian.
constexpr std::string_view magic{"BNCRUN\0", 7};

void append_length(std::string& out, std::uint64_t length) {
    for (unsigned i = 0; i < 8; ++i) out.push_back(static_cast<char>(length >> (8 * i)));
}

void append_part(std::string& out, bytes_view part) {
    append_length(out, part.size());
    out += as_text(part);
}

class part_reader {
public:
    explicit part_reader(std::string_view left) noexcept : left_{left} {}

    [[nodiscard]] bool begins_with(std::string_view text) noexcept {
        if (!left_.starts_with(text)) return false;
        left_.remove_prefix(text.size());
        return true;
    }
    [[nodiscard]] std::optional<std::uint64_t> number() noexcept {
        if (left_.size() < 8) return std::nullopt;
        std::uint64_t n = 0;
        for (unsigned i = 0; i < 8; ++i)
            n |= std::uint64_t{static_cast<unsigned char>(left_[i])} << (8 * i);
        left_.remove_prefix(8);
        return n;
    }
    [[nodiscard]] std::optional<bytes_view> part() noexcept {
        const auto size = number();
        if (!size || *size > left_.size()) return std::nullopt;
        const auto found = left_.substr(0, static_cast<std::size_t>(*size));
        left_.remove_prefix(found.size());
        return as_bytes(found);
    }
    [[nodiscard]] bool empty() const noexcept { return left_.empty(); }

private:
    std::string_view left_;
};

error not_an_image() {
    return error{errc::malformed}.in("it is no image of a script, or only a part of one");
}

result<script::program> read_modules(part_reader& from) {
    const auto count = from.number();
    if (!count || *count == 0 || *count > 10'000) return not_an_image();
    script::program code;
    for (std::uint64_t i = 0; i < *count; ++i) {
        const auto part = from.part();
        if (!part) return not_an_image();
        auto module = script::decode_module(*part);
        if (!module) return module.error();
        std::vector<const script::module_code*> imports;
        for (const auto& import : module->imports) {
            const auto found =
                std::ranges::find(code.modules, import.hash, [](const auto& m) { return m->hash; });
            if (found == code.modules.end())
                return error{errc::malformed}.in("the module " + import.path + " is missing");
            imports.push_back(found->get());
        }
        if (auto verified = script::verify_module(*module, imports); !verified)
            return verified.error();
        code.modules.push_back(std::make_shared<const script::module_code>(*std::move(module)));
    }
    return code;
}

result<script::isolate> decode(std::string_view content,
                               std::shared_ptr<const script::engine> natives) {
    part_reader from{content};
    if (!from.begins_with(magic)) return not_an_image();
    auto code = read_modules(from);
    if (!code) return code.error();
    const auto image = from.part();
    if (!image || !from.empty()) return not_an_image();
    auto linked = script::executable::link(std::move(natives), *code);
    if (!linked) return error{errc::unsupported}.in(linked.error().message());
    return script::restore(*linked, *image);
}

}  // namespace

result<void> write_image_file(const std::string& path, const script::program& code,
                              const script::isolate& stopped) {
    auto image = script::snapshot(stopped);
    if (!image) return error{errc::unsupported}.in("store " + path, image.error().message());
    std::string content{magic};
    append_length(content, code.modules.size());
    for (const auto& module : code.modules) append_part(content, script::encode_module(*module));
    append_part(content, *image);
    auto rt = runtime::create();
    if (!rt) return rt.error();
    return rt->block_on(fs::write_file_atomic(path, std::move(content)));
}

result<script::isolate> read_image_file(const std::string& path,
                                        std::shared_ptr<const script::engine> natives) {
    auto content = read_text_file(path);
    if (!content) return content.error();
    return decode(*content, std::move(natives)).in("resume", path);
}

}  // namespace bounce::cli
