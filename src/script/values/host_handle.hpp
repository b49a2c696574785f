#pragma once

#include "script/values/object.hpp"

#include <memory>
#include <string>

namespace bounce::script {

/// Something of the host's, such as a socket: a script can pass it around and hand it back. It cannot be
/// stored. `type` is what `type_of` says ("net::conn").
struct host_handle_object : object {
    std::string type;
    std::shared_ptr<void> resource;

    host_handle_object(heap_account* owner, std::string called, std::shared_ptr<void> what) noexcept
        : object{owner, kind::host_handle}, type{std::move(called)}, resource{std::move(what)} {}
};

[[nodiscard]] inline value make_host_handle(heap_account* owner, std::string type,
                                            std::shared_ptr<void> resource) {
    return create<host_handle_object>(owner, std::move(type), std::move(resource));
}

}  // namespace bounce::script
