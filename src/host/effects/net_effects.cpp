#include "host/effects/arguments.hpp"
#include "host/effects/listen_at.hpp"
#include "host/effects/modules.hpp"

#include "bounce/net/buffered_reader.hpp"
#include "bounce/net/connect.hpp"
#include "bounce/net/tcp_listener.hpp"
#include "bounce/net/tcp_stream.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace bounce::host {

namespace {

constexpr std::string_view listener_type = "net::listener";
constexpr std::string_view connection_type = "net::conn";

/// A connection as scripts have it. Reading and writing may overlap, two readings may not.
struct connection {
    explicit connection(net::tcp_stream s) : stream{std::move(s)}, reader{stream} {}
    net::tcp_stream stream;
    net::buffered_reader reader;
    bool reading = false;
};

/// Marks the connection as being read from for as long as it lives.
class reading_scope {
public:
    explicit reading_scope(std::shared_ptr<connection> c) noexcept : connection_{std::move(c)} {
        connection_->reading = true;
    }
    reading_scope(const reading_scope&) = delete;
    reading_scope& operator=(const reading_scope&) = delete;
    ~reading_scope() { connection_->reading = false; }

private:
    std::shared_ptr<connection> connection_;
};

answer handle_answer(std::shared_ptr<connection> made) {
    return answer{[made = std::move(made)](script::heap_account& heap) {
        return script::make_host_handle(&heap, std::string{connection_type}, made);
    }};
}

task<answer> connect(std::string host, std::uint16_t port) {
    auto stream = co_await net::connect(std::move(host), port);
    if (!stream) co_return answer{stream.error()};
    co_return handle_answer(std::make_shared<connection>(*std::move(stream)));
}

task<answer> listen(std::string where) {
    auto address = co_await listen_at(std::move(where));
    if (!address) co_return answer{address.error()};
    auto listener = net::tcp_listener::bind(*address);
    if (!listener) co_return answer{listener.error()};
    auto made = std::make_shared<net::tcp_listener>(*std::move(listener));
    co_return answer{[made = std::move(made)](script::heap_account& heap) {
        return script::make_host_handle(&heap, std::string{listener_type}, made);
    }};
}

task<answer> accept(std::shared_ptr<net::tcp_listener> listener) {
    auto stream = co_await listener->accept();
    if (!stream) co_return answer{stream.error()};
    co_return handle_answer(std::make_shared<connection>(*std::move(stream)));
}

task<answer> read_line(std::shared_ptr<connection> from) {
    const reading_scope scope{from};
    auto line = co_await from->reader.read_line();
    if (!line) co_return answer{line.error()};
    if (!*line) co_return answer{};  // the peer has ended: ()
    co_return answer{[text = **std::move(line)](script::heap_account& heap) {
        return text_or_blob(heap, text);
    }};
}

task<answer> read_some(std::shared_ptr<connection> from, std::size_t most) {
    const reading_scope scope{from};
    bytes buffer(most);
    auto count = co_await from->reader.read(buffer);
    if (!count) co_return answer{count.error()};
    if (*count == 0) co_return answer{};
    buffer.resize(*count);
    co_return answer::of(std::move(buffer));
}

task<answer> write(std::shared_ptr<connection> to, std::string content) {
    auto written = co_await to->stream.write_all(as_bytes(content));
    if (!written) co_return answer{written.error()};
    co_return answer{};
}

std::unexpected<script::failure> twice(const char* function) {
    return script::fail(script::error_kind::runtime,
                        std::string{function} + ": another fiber is reading from this connection");
}

begun begin_connect(environment&, arguments a) {
    if (a[1].as_int() < 1 || a[1].as_int() > std::numeric_limits<std::uint16_t>::max()) {
        return script::fail(script::error_kind::mismatch_data_type,
                            "net::connect: a port is a number from 1 to 65535");
    }
    return connect(text_of(a[0]), static_cast<std::uint16_t>(a[1].as_int()));
}

begun begin_accept(environment&, arguments a) {
    if (auto server = server_of(a[0])) return accept_request(std::move(server));
    auto listener = resource_of<net::tcp_listener>(a[0], listener_type);
    if (listener == nullptr) return wrong_handle("accept", listener_type, a[0]);
    return accept(std::move(listener));
}

begun begin_read_line(environment&, arguments a) {
    auto from = resource_of<connection>(a[0], connection_type);
    if (from == nullptr) return wrong_handle("read_line", connection_type, a[0]);
    if (from->reading) return twice("read_line");
    return read_line(std::move(from));
}

begun begin_read(environment&, arguments a) {
    constexpr std::int64_t most = 1 << 20;
    auto from = resource_of<connection>(a[0], connection_type);
    if (from == nullptr) return wrong_handle("read", connection_type, a[0]);
    if (from->reading) return twice("read");
    return read_some(std::move(from),
                     static_cast<std::size_t>(std::clamp(a[1].as_int(), std::int64_t{1}, most)));
}

begun begin_write(environment&, arguments a) {
    auto to = resource_of<connection>(a[0], connection_type);
    if (to == nullptr) return wrong_handle("write", connection_type, a[0]);
    return write(std::move(to), content_of(a[1]));
}

script::fallible<value> address(script::native_context& context, script::native_arguments a,
                                const void*) {
    std::optional<std::string> found = address_of_server(a[0]);
    if (!found) {
        if (const auto listener = resource_of<net::tcp_listener>(a[0], listener_type))
            found = listener->local_address().to_string();
    }
    if (!found) {
        if (const auto peer = resource_of<connection>(a[0], connection_type))
            found = peer->stream.peer_address().to_string();
    }
    if (!found) return wrong_handle("address", listener_type, a[0]);
    return script::make_string(context.owner(), *found);
}

script::fallible<value> finish(script::native_context&, script::native_arguments a, const void*) {
    const auto peer = resource_of<connection>(a[0], connection_type);
    if (peer == nullptr) return wrong_handle("finish", connection_type, a[0]);
    // A peer that has gone already has nothing to be told.
    return value::boolean(peer->stream.shutdown_write().has_value());
}

void add_pure(script::native_table& table, const char* name, script::native_function call) {
    script::native made;
    made.name = name;
    made.parameters = {type::host_handle};
    made.call = call;
    table.add(std::move(made));
}

}  // namespace

void add_net(script::native_table& table) {
    add_effect(table, {"net", "connect", {type::string, type::integer}, effect_class::local},
               begin_connect);
    add_effect(table, {"net", "listen", {type::string}, effect_class::local},
               [](environment&, arguments a) -> begun { return listen(text_of(a[0])); });
    add_effect(table, {"", "accept", {type::host_handle}, effect_class::local}, begin_accept);
    add_effect(table, {"", "read_line", {type::host_handle}, effect_class::local}, begin_read_line);
    add_effect(table, {"", "read", {type::host_handle, type::integer}, effect_class::local},
               begin_read);
    for (const type content : {type::string, type::blob}) {
        add_effect(table, {"", "write", {type::host_handle, content}, effect_class::local},
                   begin_write);
    }
    add_pure(table, "address", address);
    add_pure(table, "finish", finish);
}

}  // namespace bounce::host
