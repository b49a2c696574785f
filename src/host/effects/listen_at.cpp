#include "host/effects/listen_at.hpp"

#include "bounce/net/listen_address.hpp"

#include <utility>

namespace bounce::host {

operation<minimio::socket_address> listen_at(std::string where) {
    const auto wanted = net::listen_address::parse(where);
    if (!wanted) co_return error{wanted.error()}.in("listen at", where);
    co_return co_await wanted->resolve();
}

}  // namespace bounce::host
