#pragma once

#include "bounce/script/native_table.hpp"

// Each adds the natives of one module of the host; docs/language.md describes them.

namespace bounce::host {

void add_fs(script::native_table& table);
void add_http(script::native_table& table);
void add_net(script::native_table& table);
void add_crypto(script::native_table& table);
void add_json(script::native_table& table);
void add_time(script::native_table& table);
void add_env(script::native_table& table);
void add_log(script::native_table& table);

}  // namespace bounce::host
