#pragma once

#include "bounce/durable/store.hpp"
#include "bounce/durable/store_environment.hpp"

#include <memory>

namespace bounce::durable {

/// A store that lives as long as the object: for runs that need not survive their process, and as the
/// oracle for the other stores. Every call is answered before it returns.
[[nodiscard]] std::unique_ptr<store> make_memory_store(store_environment around = {});

}  // namespace bounce::durable
