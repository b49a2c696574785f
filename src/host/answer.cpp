#include "bounce/host/answer.hpp"

#include "script/values/blob.hpp"
#include "script/values/map.hpp"
#include "script/values/object.hpp"
#include "script/values/string.hpp"

#include "bounce/base/assert.hpp"

#include <array>
#include <cstddef>

namespace bounce::host {

namespace {

struct known_kind {
    std::errc code;
    const char* name;
};

constexpr std::array known_kinds{
    known_kind{std::errc::no_such_file_or_directory, "not_found"},
    known_kind{std::errc::file_exists, "already_exists"},
    known_kind{std::errc::permission_denied, "permission_denied"},
    known_kind{std::errc::is_a_directory, "is_a_directory"},
    known_kind{std::errc::not_a_directory, "not_a_directory"},
    known_kind{std::errc::directory_not_empty, "not_empty"},
    known_kind{std::errc::no_space_on_device, "no_space"},
    known_kind{std::errc::connection_refused, "connection_refused"},
    known_kind{std::errc::connection_reset, "connection_reset"},
    known_kind{std::errc::broken_pipe, "connection_reset"},
    known_kind{std::errc::host_unreachable, "unreachable"},
    known_kind{std::errc::network_unreachable, "unreachable"},
    known_kind{std::errc::address_in_use, "address_in_use"},
    known_kind{std::errc::timed_out, "timed_out"},
    known_kind{std::errc::operation_canceled, "cancelled"},
    known_kind{std::errc::too_many_files_open, "too_many_files"},
    known_kind{std::errc::invalid_argument, "invalid_argument"},
};

}  // namespace

std::string kind_of(const error& why) {
    if (why.category() == bounce_category()) {
        switch (static_cast<errc>(why.value())) {
            case errc::closed: return "closed";
            case errc::limit_exceeded: return "too_large";
            case errc::end_of_input: return "end_of_input";
            case errc::malformed: return "malformed";
            case errc::unsupported: return "unsupported";
            case errc::not_found: return "not_found";
            case errc::type_mismatch: return "type_mismatch";
            default: break;
        }
    }
    for (const known_kind& known : known_kinds) {
        if (why == known.code) return known.name;
    }
    return "io";
}

answer::answer(const error& why) : content_{failure{kind_of(why), why.message()}} {}

answer answer::of(std::string text) {
    return answer{[text = std::move(text)](script::heap_account& heap) {
        return script::make_string(&heap, text);
    }};
}

answer answer::of(bytes content) {
    return answer{[content = std::move(content)](script::heap_account& heap) {
        const auto* first = reinterpret_cast<const std::uint8_t*>(content.data());
        return script::make_blob(&heap, std::vector<std::uint8_t>(first, first + content.size()));
    }};
}

answer answer::of(std::int64_t number) {
    return answer{[number](script::heap_account&) { return script::value::integer(number); }};
}

answer answer::of(bool yes) {
    return answer{[yes](script::heap_account&) { return script::value::boolean(yes); }};
}

script::value answer::make(script::heap_account& heap) {
    BOUNCE_ASSERT(why() == nullptr, "a failure was asked for its value");
    if (auto* make = std::get_if<maker>(&content_)) return (*make)(heap);
    return {};
}

script::value answer::thrown(script::heap_account& heap) const {
    BOUNCE_ASSERT(why() != nullptr, "a value was asked for its failure");
    script::value map = script::make_map(&heap);
    auto& entries = script::as<script::map_object>(map);
    entries.set(script::make_string(&heap, "kind"), script::make_string(&heap, why()->kind));
    entries.set(script::make_string(&heap, "message"), script::make_string(&heap, why()->message));
    return map;
}

void answer::deliver(script::isolate& to, std::uint64_t operation) && {
    if (why() != nullptr) {
        to.deliver_thrown(operation, thrown(to.heap()));
    } else {
        to.deliver(operation, make(to.heap()));
    }
}

}  // namespace bounce::host
