#pragma once

#include "bounce/http/headers.hpp"
#include "bounce/script/failure.hpp"
#include "bounce/script/native_table.hpp"
#include "bounce/script/value.hpp"

#include <optional>
#include <string>

// What requests and answers of both directions have in common.

namespace bounce::host {

void add_http_client(script::native_table& table);
void add_http_server(script::native_table& table);

/// A map of the fields, names in lower case; fields of one name are joined.
[[nodiscard]] script::value map_of(const http::headers& fields, script::heap_account& heap);

/// Sets the fields of a map; a sentence if one is no text or number.
[[nodiscard]] std::optional<std::string> add_fields(http::headers& fields,
                                                    const script::value& map);

/// A string or a blob is the body as it is; () is an empty one; everything else becomes JSON. Sets the
/// Content-Type unless there is one.
[[nodiscard]] script::fallible<void> set_body(http::headers& fields, std::string& body,
                                              const script::value& content);

}  // namespace bounce::host
