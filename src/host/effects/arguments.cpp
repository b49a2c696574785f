#include "host/effects/arguments.hpp"

#include "script/values/utf8.hpp"

#include <cstdint>
#include <vector>

namespace bounce::host {

std::unexpected<script::failure> wrong_handle(std::string_view function, std::string_view expected,
                                              const value& found) {
    std::string message{function};
    message += ": expected a ";
    message += expected;
    message += ", found a ";
    message += found.is(script::kind::host_handle)
                   ? std::string_view{script::as<script::host_handle_object>(found).type}
                   : script::type_name(found);
    return script::fail(script::error_kind::mismatch_data_type, std::move(message));
}

value text_or_blob(script::heap_account& heap, std::string_view content) {
    if (script::is_valid_utf8(content)) return script::make_string(&heap, content);
    const auto* first = reinterpret_cast<const std::uint8_t*>(content.data());
    return script::make_blob(&heap, std::vector<std::uint8_t>(first, first + content.size()));
}

}  // namespace bounce::host
