#include "host/effects/http_message.hpp"

#include "host/effects/arguments.hpp"
#include "host/effects/modules.hpp"
#include "script/natives/json.hpp"
#include "script/values/walks.hpp"

#include <algorithm>

namespace bounce::host {

value map_of(const http::headers& fields, script::heap_account& heap) {
    value map = script::make_map(&heap);
    for (const http::header_field& field : fields) {
        std::string name{field.name};
        std::ranges::transform(name, name.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        set(map, heap, name, text_or_blob(heap, fields.joined(field.name)));
    }
    return map;
}

std::optional<std::string> add_fields(http::headers& fields, const value& map) {
    std::optional<std::string> wrong;
    script::as<script::map_object>(map).for_each([&](const value& name, const value& content) {
        if (content.is_string() || content.is_int()) {
            fields.set(name.text(), script::to_text(content));
        } else {
            wrong = "the header `" + text_of(name) + "` is a " +
                    std::string{script::type_name(content)} + ", not a string";
        }
    });
    return wrong;
}

script::fallible<void> set_body(http::headers& fields, std::string& body, const value& content) {
    const char* content_type = "text/plain; charset=utf-8";
    if (content.is_unit()) return {};
    if (content.is_blob()) {
        content_type = "application/octet-stream";
        body = content_of(content);
    } else if (content.is_string()) {
        body = text_of(content);
    } else {
        script::heap_account nowhere;
        script::native_context context{nowhere, script::value_limits{}};
        auto text = script::write_json(context, content, script::json_style::strict);
        if (!text) return std::unexpected{std::move(text).error()};
        content_type = "application/json";
        body = *std::move(text);
    }
    if (!fields.contains("Content-Type")) fields.set("Content-Type", content_type);
    return {};
}

namespace {

const value* body_of(const value& message) {
    return script::as<script::map_object>(message).find("body");
}

std::unexpected<script::failure> no_message(const char* function) {
    return script::fail(
        script::error_kind::mismatch_data_type,
        std::string{function} + ": expected a request or a response, found a map without a body");
}

script::fallible<value> text_of_message(script::native_context&, script::native_arguments a,
                                        const void*) {
    const value* body = body_of(a[0]);
    if (body == nullptr) return no_message("text");
    if (!body->is_string()) {
        return script::fail(script::error_kind::mismatch_data_type,
                            "text: the body is not UTF-8; use .body, a blob");
    }
    return *body;
}

script::fallible<value> json_of_message(script::native_context& context, script::native_arguments a,
                                        const void*) {
    const value* body = body_of(a[0]);
    if (body == nullptr) return no_message("json");
    return script::parse_json(context, content_of(*body));
}

void add_pure(script::native_table& table, const char* name, script::native_function call) {
    script::native made;
    made.name = name;
    made.parameters = {type::map};
    made.call = call;
    table.add(std::move(made));
}

}  // namespace

void add_http(script::native_table& table) {
    add_http_client(table);
    add_http_server(table);
    add_pure(table, "text", text_of_message);
    add_pure(table, "json", json_of_message);
}

}  // namespace bounce::host
