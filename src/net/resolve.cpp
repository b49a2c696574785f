#include "bounce/net/resolve.hpp"

#include "net/sys/resolver.hpp"

#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/submit.hpp"

#include <utility>

namespace bounce::net {

namespace {

using addresses = std::vector<minimio::socket_address>;

class resolver_errors final : public std::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "resolver"; }
    [[nodiscard]] std::string message(int value) const override {
        return sys::resolver_message(value);
    }
};

// RFC 6761: "localhost" is this machine, also where no hosts file says so (a bare container).
result<addresses> look_up_now(const std::string& host, std::uint16_t port) {
    auto found = sys::look_up(host, port);
    if (!found && host == "localhost")
        return addresses(1, minimio::socket_address::ipv4({127, 0, 0, 1}, port));
    return found;
}

task<result<addresses>> look_up(std::string host, std::uint16_t port) {
    auto job = [host = std::move(host), port] { return look_up_now(host, port); };
    co_return co_await submit("resolve name", std::move(job));
}

}  // namespace

const std::error_category& resolver_category() noexcept {
    static const resolver_errors category;
    return category;
}

operation<addresses> resolve(std::string host, std::uint16_t port) {
    if (auto address = minimio::socket_address::parse_ip(host, port))
        co_return addresses(1, *address);
    if (host.empty() || host.find('\0') != std::string::npos)
        co_return error{errc::invalid_argument}.in("resolve name", host.c_str());
    // A task of its own, so that who waits can give up although the system's look-up goes on.
    auto looking = spawn(look_up(std::move(host), port), "resolve name");
    co_return co_await looking;
}

}  // namespace bounce::net
