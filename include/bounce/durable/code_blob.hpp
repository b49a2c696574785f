#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/durable/code_hash.hpp"

#include <memory>

namespace bounce::durable {

/// A piece of code on its way into the store. Shared, since a thousand starts carry the same closure.
struct code_blob {
    code_hash hash;
    std::shared_ptr<const bounce::bytes> content;
};

}  // namespace bounce::durable
