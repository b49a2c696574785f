// "Hello, World!" over HTTP/1.1 with our server and its defaults. Prints `listening PORT` and serves
// until it is killed.
#include "on_runtime.hpp"

#include "bounce/http/server.hpp"

namespace {

bounce::task<bounce::result<void>> serve() {
    bounce::http::router routes;
    const auto hello = [](bounce::http::request&) {
        return bounce::http::response::text("Hello, World!");
    };
    routes.get("/", hello);
    bounce::http::server_options options;
    options.address.set_port(0);
    bounce::http::server server =
        co_await bounce::http::server::start(std::move(routes), std::move(options));
    std::printf("listening %d\n", server.address().port());
    std::fflush(stdout);
    co_await co_await server.ended();
    co_return bounce::result<void>();
}

}  // namespace

int main(int argc, char** argv) { bench_bounce::run(bench::arguments(argc, argv), serve()); }
