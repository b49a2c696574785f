// A chat server on nothing but minimio: what one client says, all the others get.
//
//     minimio_chat PORT        then, in several terminals: nc 127.0.0.1 PORT
#include "bounce/minimio/poll.hpp"
#include "bounce/minimio/tcp_listener.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>

using namespace bounce;
using namespace bounce::minimio;

struct client {
    tcp_stream stream;
    std::string unsent;       // what the socket had no room for
    registration membership;  // declared last: it ends before the socket is closed

    // Whether to go on: after would_block, and that is told to the queue, the duty of edge mode.
    bool blocked(const error& why, interest direction) {
        return why == errc::would_block && membership.would_block(direction);
    }
    // Reads what there is; false if it was the last.
    bool listen(std::string& said) {
        for (std::array<std::byte, 4096> part;;) {
            const result<std::size_t> count = stream.read(part);
            if (!count || *count == 0) return !count && blocked(count.error(), interest::readable);
            said += as_text(bytes_view{part}.first(*count));
        }
    }
    // Writes what there is room for, and keeps the rest of it, up to a limit; false if the client is gone.
    bool tell(std::string_view text) {
        for (unsent += text; !unsent.empty();) {
            const result<std::size_t> count = stream.write(as_bytes(unsent));
            if (!count)
                return unsent.size() < 1'000'000 && blocked(count.error(), interest::writable);
            unsent.erase(0, *count);
        }
        return true;
    }
};

static result<void> serve(poll& queue, tcp_listener& listener) {
    auto listening = queue.registry().add(listener.source(), token{0}, interest::readable);
    if (!listening) return listening.error();
    std::map<std::uint64_t, client> clients;
    std::uint64_t last = 0;
    for (events ready;;) {
        if (result<void> waited = queue.wait(ready, std::nullopt); !waited) return waited;
        for (const event e : ready) {
            if (const std::uint64_t id = e.token().value; id != 0) {
                std::string said;
                client& speaker = clients.at(id);  // there is no event of one that is gone
                if (!speaker.listen(said) || !speaker.tell("")) clients.erase(id);
                for (auto at = clients.begin(); at != clients.end();)
                    at = at->first == id || at->second.tell(said) ? std::next(at)
                                                                  : clients.erase(at);
                continue;
            }
            result<tcp_stream> next = listener.accept();
            for (; next; next = listener.accept()) {
                auto added = queue.registry().add(next->source(), token{++last},
                                                  interest::readable | interest::writable);
                if (added) clients.emplace(last, client{std::move(*next), "", std::move(*added)});
            }
            if (next.error() != errc::would_block || !listening->would_block(interest::readable))
                return next.error();
        }
    }
}

int main(int argc, char** argv) {
    const auto port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 7008);
    result<poll> queue = poll::create();
    result<tcp_listener> listener = tcp_listener::bind(socket_address::loopback_ipv4(port));
    if (!queue || !listener) return std::puts("cannot listen"), 1;
    std::fprintf(stderr, "listening on %s\n", listener->local_address()->to_string().c_str());
    return std::puts(serve(*queue, *listener).error().message().c_str()), 1;
}
