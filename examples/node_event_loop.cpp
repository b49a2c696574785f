// The event loop in callback style, as in Node: files, timers, cryptography and HTTP at the same time, on
// one thread and a pool, with print telling which thread does what, when.
//
//     node_event_loop README.md
//     node_event_loop --trace README.md              what the runtime does, between the lines
//     node_event_loop --trace=loop.json README.md    the same as a file for ui.perfetto.dev
//     node_event_loop --poll-thread --trace README.md
//
// node_event_loop_await.cpp is the same program in coroutine style.

#include "node_event_loop_options.hpp"

#include "bounce/crypto/pbkdf2_sha256.hpp"
#include "bounce/fs/read_file.hpp"
#include "bounce/http/client.hpp"
#include "bounce/http/server.hpp"
#include "bounce/runtime/callbacks.hpp"
#include "bounce/runtime/print.hpp"
#include "bounce/runtime/runtime.hpp"

#include <memory>
#include <string>
#include <utility>

namespace {

using namespace std::chrono_literals;
using bounce::print;
using bounce::print_content;
using bounce::result;

/// A server whose only page takes its time.
result<bounce::http::server> start_slow_server() {
    bounce::http::router routes;
    routes.get("/slow/:ms", [](bounce::http::request& r, bounce::http::responder answer) {
        const bounce::milliseconds delay{std::stoi(std::string{r.param("ms")})};
        bounce::set_timeout(delay, [answer = std::move(answer)]() mutable {
            std::move(answer).send(bounce::http::response::text("That took its time."));
        });
    });
    bounce::http::server_options options;
    options.address.set_port(0);  // whichever is free
    return bounce::http::server::start(std::move(routes), options);
}

class program {
public:
    explicit program(std::string file) : file_{std::move(file)} {}

    void start() {
        print("First call to read ", file_);
        bounce::fs::read_file(file_).then(
            [this](result<std::string> text) { first_read(std::move(text)); });

        print("Registering immediate timeout 1");
        bounce::set_timeout(0ms, [] { print("Immediate timeout 1 is over"); });
        print("Registering immediate timeout 2");
        bounce::set_timeout(0ms, [] { print("Immediate timeout 2 is over"); });

        print("Second call to read ", file_);
        bounce::fs::read_file(file_).then(
            [this](result<std::string> text) { second_read(std::move(text)); });

        print("Registering a 3000 ms timeout and, in it, one of 500 ms");
        bounce::set_timeout(3000ms, [] {
            print("3000 ms timeout is over");
            bounce::set_timeout(500ms, [] { print("Nested 500 ms timeout is over"); });
        });
        print("Registering a 1000 ms timeout");
        bounce::set_timeout(1000ms, [] { print("1000 ms timeout is over"); });

        fetch_slowly();
    }

    [[nodiscard]] int exit_code() const noexcept { return exit_code_; }

private:
    void first_read(result<std::string> text) {
        if (!text) return fail(text.error());
        print("First count: ", text->size(), " characters");
        print("Making a secret number of it");
        bounce::crypto::pbkdf2_sha256(bounce::crypto::secret{std::to_string(text->size())},
                                      bounce::to_bytes("salt"),
                                      bounce::crypto::pbkdf2_options{200'000, 8})
            .then([this](result<bounce::crypto::secret> key) {
                if (!key) return fail(key.error());
                print("\"Encrypted\" number is: ", node_event_loop::number_of(*key));
            });
    }

    void second_read(result<std::string> text) {
        if (!text) return fail(text.error());
        print("Second count: ", text->size(), " characters");
        print("Third call to read ", file_);
        bounce::fs::read_file(file_).then([this](result<std::string> again) {
            if (!again) return fail(again.error());
            print_content("the file, read a third time", *again);
        });
    }

    void fetch_slowly() {
        auto server = start_slow_server();
        if (!server) return fail(server.error());
        const std::string url = "http://" + server->address().to_string() + "/slow/2000";
        print("Getting ", url);
        bounce::http::get(url).then(
            [this, server = std::make_unique<bounce::http::server>(*std::move(server))](
                result<bounce::http::client_response> page) {
                if (!page) return fail(page.error());
                print_content("the page that arrived", page->body);
                // The server ends with this callback; then nothing is left for the loop to wait for.
            });
    }

    void fail(const bounce::error& why) {
        print("failed: ", why);
        exit_code_ = 1;
    }

    std::string file_;
    int exit_code_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    const auto options = node_event_loop::parse(argc, argv);
    if (!options) return node_event_loop::usage(argv[0], options.error());
    auto rt = bounce::runtime::create(options->runtime);
    if (!rt) {
        print("failed: ", rt.error());
        return 1;
    }
    program p{options->file};
    const auto ran = rt->run([&] { p.start(); });
    if (!ran) print("failed: ", ran.error());
    return ran ? p.exit_code() : 1;
}
