#include "cli/script_file.hpp"

#include "cli/say.hpp"
#include "script/compile/prelude_module.hpp"

#include "bounce/script/compile.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace bounce::cli {

namespace {

std::expected<script::source_file, std::string> load_beside(std::string_view path,
                                                            std::string_view importer) {
    std::filesystem::path wanted{path};
    if (wanted.extension() != ".bounce") wanted += ".bounce";
    const auto place =
        (std::filesystem::path{importer}.parent_path() / wanted).lexically_normal().string();
    auto text = read_text_file(place);
    if (!text) return std::unexpected{text.error().message()};
    return script::source_file{place, *std::move(text)};
}

}  // namespace

result<std::string> read_text_file(const std::string& path) {
    std::error_code why;
    if (std::filesystem::is_directory(path, why))
        return error{std::errc::is_a_directory}.in("read", path);
    errno = 0;
    std::ifstream file{path, std::ios::binary};
    if (!file) {
        const int code = errno != 0 ? errno : ENOENT;
        return error{code, std::system_category()}.in("open", path);
    }
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (file.bad()) return error{std::errc::io_error}.in("read", path);
    return text;
}

std::optional<script::program> compile_file(const std::string& path,
                                            const script::engine& natives) {
    auto text = read_text_file(path);
    if (!text) {
        fail(text.error());
        return std::nullopt;
    }
    script::compile_options options;
    options.natives = &natives.natives();
    options.prelude = script::prelude_module();
    options.loader = load_beside;
    auto compiled = script::compile(*text, path, options);
    if (!compiled) {
        std::fputs(compiled.error().text().c_str(), stderr);
        return std::nullopt;
    }
    return *std::move(compiled);
}

}  // namespace bounce::cli
