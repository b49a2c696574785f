// The libuv side of the benchmark rows: `bench_libuv ROW [--option NUMBER]...`. libuv is a callback
// library without tasks, channels or mutexes, so it has timers, the pool, TCP echo and
// the rows of the event queue only.
#include "../../common/bench.hpp"
#include "event_queue.hpp"

#include <uv.h>

#include <array>
#include <thread>

namespace {

void check(int result, const char* what) {
    if (result < 0) {
        std::fprintf(stderr, "bench_libuv: %s: %s\n", what, uv_strerror(result));
        std::exit(1);
    }
}

// Replaces randomly chosen live timers: stops the old one, starts a new one in its place.
void timer_arm_cancel(const bench::arguments& arguments) {
    const std::uint64_t live = arguments.number("live", 1'000'000);
    const std::uint64_t count = arguments.number("count", 2'000'000);
    uv_loop_t loop;
    check(uv_loop_init(&loop), "uv_loop_init");
    std::vector<uv_timer_t> timers(live);
    bench::random_numbers random(1);
    const auto arm = [&](uv_timer_t& timer) {
        check(
            uv_timer_start(
                &timer, [](uv_timer_t*) { bench::fail("a timer fired"); }, random.deadline_ms(), 0),
            "uv_timer_start");
    };
    for (uv_timer_t& timer : timers) {
        check(uv_timer_init(&loop, &timer), "uv_timer_init");
        arm(timer);
    }
    const bench::stopwatch watch;
    for (std::uint64_t i = 0; i < count; ++i) {
        uv_timer_t& timer = timers[random.next() % live];
        check(uv_timer_stop(&timer), "uv_timer_stop");
        arm(timer);
    }
    watch.report_ns_each("timer_arm_cancel", count);
    std::exit(0);  // closing a million timers is no part of the row
}

struct pool_trips {
    uv_work_t request{};
    std::uint64_t left = 0;
    std::uint64_t done = 0;

    void next(uv_loop_t* loop) {
        request.data = this;
        check(uv_queue_work(
                  loop, &request,
                  [](uv_work_t* work) { ++static_cast<pool_trips*>(work->data)->done; },
                  [](uv_work_t* work, int status) {
                      check(status, "a pool job");
                      auto* const trips = static_cast<pool_trips*>(work->data);
                      if (--trips->left != 0) {
                          trips->next(work->loop);
                      }
                  }),
              "uv_queue_work");
    }
};

// Sends a job to the pool (four threads) and waits for it, one at a time.
void blocking_pool(const bench::arguments& arguments) {
    const std::uint64_t count = arguments.number("count", 50'000);
    uv_loop_t loop;
    check(uv_loop_init(&loop), "uv_loop_init");
    pool_trips trips;
    trips.left = count;
    const bench::stopwatch watch;
    trips.next(&loop);
    uv_run(&loop, UV_RUN_DEFAULT);
    watch.report_ns_each("blocking_pool", count);
    watch.report_cpu_ns_each("blocking_pool_cpu", count);
    bench::require(trips.done == count, "a job did not run");
}

constexpr std::size_t message_bytes = 64;

template <class T>
T* owner_of(const uv_stream_t* stream) {
    return static_cast<T*>(stream->data);
}

// uv_try_write sends at once; these messages always fit the socket's buffer.
void send(uv_stream_t* stream, char* data, std::size_t size) {
    const uv_buf_t buffer = uv_buf_init(data, static_cast<unsigned>(size));
    bench::require(uv_try_write(stream, &buffer, 1) == static_cast<int>(size), "uv_try_write");
}

struct echo_peer {
    uv_tcp_t socket{};
    std::array<char, 4096> buffer{};

    static void accept(uv_stream_t* listening) {
        auto* const peer = new echo_peer;
        check(uv_tcp_init(listening->loop, &peer->socket), "uv_tcp_init");
        auto* const stream = reinterpret_cast<uv_stream_t*>(&peer->socket);
        peer->socket.data = peer;
        check(uv_accept(listening, stream), "uv_accept");
        check(uv_tcp_nodelay(&peer->socket, 1), "uv_tcp_nodelay");
        check(uv_read_start(
                  stream,
                  [](uv_handle_t* handle, std::size_t, uv_buf_t* out) {
                      auto& space = static_cast<echo_peer*>(handle->data)->buffer;
                      *out = uv_buf_init(space.data(), static_cast<unsigned>(space.size()));
                  },
                  received),
              "uv_read_start");
    }

    static void received(uv_stream_t* stream, ssize_t size, const uv_buf_t* data) {
        if (size == UV_EOF) {
            uv_close(reinterpret_cast<uv_handle_t*>(stream),
                     [](uv_handle_t* handle) { delete static_cast<echo_peer*>(handle->data); });
            return;
        }
        check(static_cast<int>(size), "read");
        send(stream, data->base, static_cast<std::size_t>(size));
    }
};

// Listens, publishes the port, and stops listening after the last connection.
struct echo_server {
    uv_loop_t loop{};
    uv_tcp_t listening{};
    std::uint64_t expected = 0;

    std::uint16_t open(std::uint64_t connections) {
        expected = connections;
        check(uv_loop_init(&loop), "uv_loop_init");
        check(uv_tcp_init(&loop, &listening), "uv_tcp_init");
        listening.data = this;
        sockaddr_in address{};
        check(uv_ip4_addr("127.0.0.1", 0, &address), "uv_ip4_addr");
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        check(uv_tcp_bind(&listening, generic, 0), "uv_tcp_bind");
        check(uv_listen(reinterpret_cast<uv_stream_t*>(&listening), 1024,
                        [](uv_stream_t* stream, int status) {
                            check(status, "listen");
                            echo_peer::accept(stream);
                            if (--owner_of<echo_server>(stream)->expected == 0) {
                                uv_close(reinterpret_cast<uv_handle_t*>(stream), nullptr);
                            }
                        }),
              "uv_listen");
        int size = sizeof address;
        check(uv_tcp_getsockname(&listening, generic, &size), "uv_tcp_getsockname");
        return ntohs(address.sin_port);
    }
};

struct conversation {
    uv_tcp_t socket{};
    uv_connect_t connecting{};
    std::uint64_t left = 0;
    std::size_t received = 0;
    std::array<char, message_bytes> message{};
    std::array<char, message_bytes> answer{};

    [[nodiscard]] uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&socket); }

    void ask() {
        std::memcpy(message.data(), &left, sizeof left);
        received = 0;
        send(stream(), message.data(), message.size());
    }

    void connect(uv_loop_t* loop, std::uint16_t port) {
        sockaddr_in address{};
        check(uv_ip4_addr("127.0.0.1", port, &address), "uv_ip4_addr");
        check(uv_tcp_init(loop, &socket), "uv_tcp_init");
        check(uv_tcp_nodelay(&socket, 1), "uv_tcp_nodelay");
        socket.data = this;
        check(uv_tcp_connect(&connecting, &socket, reinterpret_cast<sockaddr*>(&address),
                             [](uv_connect_t*, int status) { check(status, "connect"); }),
              "uv_tcp_connect");
    }

    void start() {
        check(uv_read_start(
                  stream(),
                  [](uv_handle_t* handle, std::size_t, uv_buf_t* out) {
                      auto* const self = static_cast<conversation*>(handle->data);
                      *out = uv_buf_init(self->answer.data() + self->received,
                                         static_cast<unsigned>(message_bytes - self->received));
                  },
                  [](uv_stream_t* from, ssize_t size, const uv_buf_t*) {
                      check(static_cast<int>(size), "read");
                      owner_of<conversation>(from)->take(static_cast<std::size_t>(size));
                  }),
              "uv_read_start");
        ask();
    }

    void take(std::size_t size) {
        received += size;
        if (received < message_bytes) {
            return;
        }
        bench::require(message == answer, "the echo differs");
        if (--left != 0) {
            ask();
        } else {
            uv_close(reinterpret_cast<uv_handle_t*>(&socket), nullptr);
        }
    }
};

void drive(std::uint16_t port, std::uint64_t connections, std::uint64_t requests) {
    uv_loop_t loop;
    check(uv_loop_init(&loop), "uv_loop_init");
    std::vector<conversation> conversations(connections);
    const std::uint64_t each = requests / connections;
    for (std::uint64_t i = 0; i < connections; ++i) {
        conversations[i].left = each;
        std::memcpy(conversations[i].message.data() + sizeof each, &i, sizeof i);
        conversations[i].connect(&loop, port);
    }
    uv_run(&loop, UV_RUN_DEFAULT);  // until all are connected: nothing else keeps the loop alive
    const bench::stopwatch watch;
    for (conversation& one : conversations) {
        one.start();
    }
    uv_run(&loop, UV_RUN_DEFAULT);
    watch.report_rate("tcp_echo", each * connections);
}

// Ping-pong over loopback TCP: one server thread, one client thread, each with its own loop.
void tcp_echo(const bench::arguments& arguments) {
    const std::uint64_t connections = arguments.number("connections", 20);
    echo_server server;
    const std::uint16_t port = server.open(connections);
    std::thread thread([&] {
        bench::pin_this_thread(arguments.number("server-cpu", 0));
        uv_run(&server.loop, UV_RUN_DEFAULT);
    });
    bench::pin_this_thread(arguments.number("client-cpu", 1));
    drive(port, connections, arguments.number("requests", 200'000));
    thread.join();
}

constexpr bench::row rows[] = {{"timer_arm_cancel", timer_arm_cancel},
                               {"blocking_pool", blocking_pool},
                               {"tcp_echo", tcp_echo},
                               {"minimio_register", bench_libuv::register_and_remove},
                               {"minimio_events", bench_libuv::take_events},
                               {"minimio_wake", bench_libuv::wake},
                               {"minimio_source_bytes", bench_libuv::memory}};

}  // namespace

int main(int argc, char** argv) { return bench::run_row(rows, argc, argv); }
