#include "cli/serve_files_command.hpp"

#include "cli/exit_status.hpp"
#include "cli/sys/shutdown_signals.hpp"

#include "bounce/data/json.hpp"
#include "bounce/http/server.hpp"
#include "bounce/http/static_files.hpp"
#include "bounce/runtime/runtime.hpp"

#include <chrono>
#include <cstdio>
#include <string_view>
#include <utility>

namespace bounce::cli {

namespace {

// How long requests under way may take after the signal.
constexpr seconds grace{10};

std::string url_of(const minimio::socket_address& address) {
    return address.is_ip() ? "http://" + address.to_string() + "/" : address.to_string();
}

void announce(const serve_files_options& options, const minimio::socket_address& address) {
    if (options.json) {
        const json::object where{{"directory", options.directory}, {"url", url_of(address)}};
        std::puts(json::write(where).c_str());
    } else {
        std::printf("serving %s on %s\n", options.directory.c_str(), url_of(address).c_str());
    }
    std::fflush(stdout);
}

task<result<void>> drain(http::server& server, std::string_view signal) {
    const std::size_t open = server.connections();
    std::fprintf(stderr, "bounce: %.*s; %zu connection%s open\n", static_cast<int>(signal.size()),
                 signal.data(), open, open == 1 ? "" : "s");
    const std::size_t cut = co_await co_await server.stop(grace);
    if (cut > 0) {
        std::fprintf(stderr, "bounce: %zu not finished after %lld s\n", cut,
                     static_cast<long long>(grace.count()));
    }
    co_return result<void>{};
}

task<result<void>> serve(const serve_files_options& options, shutdown_signals& signals) {
    http::static_files_options of_files;
    of_files.hidden = options.hidden;
    http::static_files files =
        co_await co_await http::static_files::open(options.directory, of_files);
    http::router routes;
    routes.get("/*path", std::move(files));

    http::server_options of_server;
    of_server.address = co_await co_await options.listen.resolve();
    http::server server = co_await http::server::start(std::move(routes), of_server);
    announce(options, server.address());
    const std::string_view signal = co_await co_await signals.next();
    co_return co_await drain(server, signal);
}

int fail(const error& why) {
    std::fprintf(stderr, "bounce: %s\n", why.message().c_str());
    return failure;
}

}  // namespace

int run_serve_files(const serve_files_options& options) {
    result<shutdown_signals> signals = shutdown_signals::take();
    if (!signals) return fail(signals.error());
    result<runtime> rt = runtime::create();
    if (!rt) return fail(rt.error());
    const result<void> served = rt->block_on(serve(options, *signals));
    return served ? success : fail(served.error());
}

}  // namespace bounce::cli
