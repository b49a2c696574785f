#pragma once

#include "script/values/iterator.hpp"

namespace bounce::script {

/// Whether `advance` stays inside the source of an iterator that somebody may have made up.
[[nodiscard]] bool is_sound(const iterator_object& it) noexcept;

}  // namespace bounce::script
