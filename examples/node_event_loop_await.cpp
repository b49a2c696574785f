// The program of node_event_loop.cpp in coroutine style: what was a callback inside a callback is now the
// next line.
//
//     node_event_loop_await [--trace[=FILE]] [--poll-thread] FILE

#include "node_event_loop_options.hpp"

#include "bounce/crypto/pbkdf2_sha256.hpp"
#include "bounce/fs/read_file.hpp"
#include "bounce/http/client.hpp"
#include "bounce/http/server.hpp"
#include "bounce/runtime/print.hpp"
#include "bounce/runtime/runtime.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/with_group.hpp"

#include <string>
#include <utility>

namespace {

using namespace std::chrono_literals;
using bounce::print;
using bounce::result;
using bounce::task;

task<result<void>> count_and_encrypt(std::string file) {
    print("First call to read ", file);
    const std::string text = co_await co_await bounce::fs::read_file(file);
    print("First count: ", text.size(), " characters");
    print("Making a secret number of it");
    bounce::crypto::secret password{std::to_string(text.size())};
    const bounce::crypto::pbkdf2_options cost{200'000, 8};
    const auto key = co_await co_await bounce::crypto::pbkdf2_sha256(
        std::move(password), bounce::to_bytes("salt"), cost);
    print("\"Encrypted\" number is: ", node_event_loop::number_of(key));
    co_return {};
}

task<result<void>> read_twice(std::string file) {
    print("Second call to read ", file);
    const std::string text = co_await co_await bounce::fs::read_file(file);
    print("Second count: ", text.size(), " characters");
    print("Third call to read ", file);
    const std::string again = co_await co_await bounce::fs::read_file(file);
    bounce::print_content("the file, read a third time", again);
    co_return {};
}

task<result<void>> wait_for(bounce::milliseconds delay, std::string name) {
    print("Registering ", name);
    co_await co_await bounce::sleep(delay);
    print(name, " is over");
    co_return {};
}

task<result<void>> wait_twice() {
    co_await co_await wait_for(3000ms, "3000 ms timeout");
    co_await co_await wait_for(500ms, "Nested 500 ms timeout");
    co_return {};
}

task<result<bounce::http::response>> answer_slowly(bounce::http::request& r) {
    co_await co_await bounce::sleep(bounce::milliseconds{std::stoi(std::string(r.param("ms")))});
    co_return bounce::http::response::text("That took its time.");
}

task<result<void>> fetch_slowly() {
    bounce::http::router routes;
    routes.get("/slow/:ms", answer_slowly);
    bounce::http::server_options options;
    options.address.set_port(0);
    auto server = co_await bounce::http::server::start(std::move(routes), options);
    const std::string url = "http://" + server.address().to_string() + "/slow/2000";
    print("Getting ", url);
    const auto page = co_await co_await bounce::http::get(url);
    bounce::print_content("the page that arrived", page.body);
    static_cast<void>(co_await co_await server.stop(1s));
    co_return {};
}

task<result<void>> everything_at_once(std::string file) {
    auto all = [&](bounce::task_group& group) -> task<void> {
        group.spawn(count_and_encrypt(file), "count").detach();
        group.spawn(wait_for(0ms, "Immediate timeout 1"), "immediate 1").detach();
        group.spawn(wait_for(0ms, "Immediate timeout 2"), "immediate 2").detach();
        group.spawn(read_twice(file), "read twice").detach();
        group.spawn(wait_twice(), "wait twice").detach();
        group.spawn(wait_for(1000ms, "1000 ms timeout"), "wait").detach();
        group.spawn(fetch_slowly(), "fetch").detach();
        co_return;
    };
    co_return co_await bounce::with_group(all);
}

}  // namespace

int main(int argc, char** argv) {
    const auto options = node_event_loop::parse(argc, argv);
    if (!options) return node_event_loop::usage(argv[0], options.error());
    auto rt = bounce::runtime::create(options->runtime);
    if (!rt) {
        print("failed: ", rt.error());
        return 1;
    }
    const auto done = rt->block_on(everything_at_once(options->file));
    if (!done) print("failed: ", done.error());
    return done ? 0 : 1;
}
