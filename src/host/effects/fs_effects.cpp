#include "host/effects/arguments.hpp"
#include "host/effects/modules.hpp"
#include "script/values/array.hpp"
#include "script/values/utf8.hpp"

#include "bounce/fs/copy_file.hpp"
#include "bounce/fs/directories.hpp"
#include "bounce/fs/read_file.hpp"
#include "bounce/fs/remove.hpp"
#include "bounce/fs/rename.hpp"
#include "bounce/fs/stat.hpp"
#include "bounce/fs/write_file.hpp"
#include "bounce/fs/write_file_atomic.hpp"

namespace bounce::host {

namespace {

task<answer> read_text(std::string path) {
    auto content = co_await fs::read_file(path);
    if (!content) co_return answer{content.error()};
    if (!script::is_valid_utf8(*content)) {
        answer::failure why{"malformed",
                            "read " + path + ": not UTF-8; fs::read_blob takes any bytes"};
        co_return answer{std::move(why)};
    }
    co_return answer::of(*std::move(content));
}

std::string_view name_of(fs::file_type t) {
    switch (t) {
        case fs::file_type::regular: return "file";
        case fs::file_type::directory: return "directory";
        case fs::file_type::symlink: return "symlink";
        default: return "other";
    }
}

task<answer> stat(std::string path) {
    auto found = co_await fs::stat(std::move(path));
    if (!found) co_return answer{found.error()};
    co_return answer{[about = *found](script::heap_account& heap) {
        value map = script::make_map(&heap);
        set(map, heap, "type", script::make_string(&heap, name_of(about.type)));
        set(map, heap, "size", value::integer(static_cast<std::int64_t>(about.size_bytes)));
        set(map, heap, "modified", value::timestamp(about.modified.count()));
        return map;
    }};
}

task<answer> list(std::string path) {
    auto found = co_await fs::list_directory(std::move(path));
    if (!found) co_return answer{found.error()};
    co_return answer{[entries = *std::move(found)](script::heap_account& heap) {
        std::vector<value> names;
        names.reserve(entries.size());
        for (const auto& entry : entries) names.push_back(text_or_blob(heap, entry.name));
        return script::make_array(&heap, std::move(names));
    }};
}

}  // namespace

void add_fs(script::native_table& table) {
    const auto add = [&](const char* name, std::vector<type> takes, effect_class does,
                         effect begin) {
        add_effect(table, {"fs", name, std::move(takes), does}, begin);
    };
    add("read", {type::string}, effect_class::read,
        [](environment&, arguments a) -> begun { return read_text(text_of(a[0])); });
    add("read_blob", {type::string}, effect_class::read, [](environment&, arguments a) -> begun {
        return answer_of(fs::read_file_bytes(text_of(a[0])));
    });
    for (const type content : {type::string, type::blob}) {
        add("write", {type::string, content}, effect_class::write,
            [](environment&, arguments a) -> begun {
                return answer_of(fs::write_file_atomic(text_of(a[0]), content_of(a[1])));
            });
        add("append", {type::string, content}, effect_class::write,
            [](environment&, arguments a) -> begun {
                return answer_of(fs::append_file(text_of(a[0]), content_of(a[1])));
            });
    }
    add("exists", {type::string}, effect_class::read,
        [](environment&, arguments a) -> begun { return answer_of(fs::exists(text_of(a[0]))); });
    add("stat", {type::string}, effect_class::read,
        [](environment&, arguments a) -> begun { return stat(text_of(a[0])); });
    add("list", {type::string}, effect_class::read,
        [](environment&, arguments a) -> begun { return list(text_of(a[0])); });
    add("create_directory", {type::string}, effect_class::write,
        [](environment&, arguments a) -> begun {
            return answer_of(fs::create_directories(text_of(a[0])));
        });
    add("remove", {type::string}, effect_class::write,
        [](environment&, arguments a) -> begun { return answer_of(fs::remove(text_of(a[0]))); });
    add("remove_all", {type::string}, effect_class::write, [](environment&, arguments a) -> begun {
        return answer_of(fs::remove_all(text_of(a[0])));
    });
    add("rename", {type::string, type::string}, effect_class::write,
        [](environment&, arguments a) -> begun {
            return answer_of(fs::rename(text_of(a[0]), text_of(a[1])));
        });
    add("copy", {type::string, type::string}, effect_class::write,
        [](environment&, arguments a) -> begun {
            return answer_of(fs::copy_file(text_of(a[0]), text_of(a[1])));
        });
}

}  // namespace bounce::host
