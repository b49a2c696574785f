#include "http/server/unhandled.hpp"

#include "bounce/runtime/spawn.hpp"

#include <utility>

namespace bounce::http::detail {

namespace {

task<void> throw_again(std::exception_ptr thrown) {
    std::rethrow_exception(std::move(thrown));
    co_return;
}

}  // namespace

// What ends a task that nobody joins goes to the hook.
void give_to_hook(std::exception_ptr thrown) {
    spawn(throw_again(std::move(thrown)), "http handler").detach();
}

}  // namespace bounce::http::detail
