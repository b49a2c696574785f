#include "bounce/host/library.hpp"

#include "host/effects/modules.hpp"

namespace bounce::host {

script::native_table library() {
    script::native_table table;
    script::add_standard_library(table);
    add_fs(table);
    add_http(table);
    add_net(table);
    add_crypto(table);
    add_json(table);
    add_time(table);
    add_env(table);
    add_log(table);
    return table;
}

std::shared_ptr<const script::engine> make_engine() { return script::engine::freeze(library()); }

}  // namespace bounce::host
