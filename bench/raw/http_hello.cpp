// The floor of the HTTP row: an epoll loop that answers "Hello, World!" with one read and one
// write per request and no parser. It does the least that still is HTTP: it finds the end of each
// request head (so pipelining and split requests work), tells GET / from anything else, and sends
// a Date that is right to the second. No bodies, no other headers, no time limits.
//
// Prints `listening PORT` and serves until it is killed.
#include "../common/http_hello.hpp"

#include "../common/posix_sockets.hpp"

#include <array>
#include <ctime>
#include <string>
#include <unordered_map>

namespace {

// Both answers, complete, renewed when the second changes.
class answers {
public:
    void renew() {
        const std::time_t now = std::time(nullptr);
        if (now == second_) {
            return;
        }
        second_ = now;
        std::tm utc{};
        gmtime_r(&now, &utc);
        std::array<char, 64> date{};
        std::strftime(date.data(), date.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
        hello_ = compose("200 OK", bench::hello_body, date.data());
        not_found_ = compose("404 Not Found", "", date.data());
    }

    [[nodiscard]] const std::string& of(std::string_view head) const {
        return head.starts_with("GET / HTTP/1.1\r\n") ? hello_ : not_found_;
    }

private:
    static std::string compose(std::string_view status, std::string_view body, const char* date) {
        std::string text = "HTTP/1.1 ";
        text += status;
        text += "\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(body.size());
        text += "\r\nDate: ";
        text += date;
        text += "\r\n\r\n";
        text += body;
        return text;
    }

    std::time_t second_ = 0;
    std::string hello_;
    std::string not_found_;
};

class connection {
public:
    explicit connection(int descriptor) : descriptor_(descriptor) {}

    // Answers every complete request that has arrived; false when the peer is gone.
    bool serve(const answers& all) {
        const ssize_t size = read(descriptor_, input_.data() + held_, input_.size() - held_);
        if (size <= 0) {
            return size < 0 && errno == EAGAIN;
        }
        held_ += static_cast<std::size_t>(size);
        std::string_view rest(input_.data(), held_);
        output_.clear();
        for (;;) {
            const std::size_t end = rest.find("\r\n\r\n");
            if (end == std::string_view::npos) {
                break;
            }
            output_ += all.of(rest);
            rest.remove_prefix(end + 4);
        }
        std::memmove(input_.data(), rest.data(), rest.size());
        held_ = rest.size();
        return held_ < input_.size() && flush();
    }

private:
    // The answers are far smaller than a socket's buffer; a peer that does not read loses.
    bool flush() const {
        return output_.empty() || write(descriptor_, output_.data(), output_.size()) ==
                                      static_cast<ssize_t>(output_.size());
    }

    int descriptor_;
    std::size_t held_ = 0;
    std::array<char, 4096> input_{};
    std::string output_;
};

}  // namespace

int main() {
    const bench::listener listening = bench::listen_on_loopback();
    const bench::epoll_set ready;
    ready.add(listening.descriptor);
    std::printf("listening %d\n", listening.port);
    std::fflush(stdout);

    answers all;
    std::unordered_map<int, connection> connections;
    for (;;) {
        ready.wait([&](int descriptor) {
            if (descriptor == listening.descriptor) {
                const int accepted = bench::accept_one(listening.descriptor);
                if (accepted >= 0) {
                    connections.emplace(accepted, connection(accepted));
                    ready.add(accepted);
                }
                return;
            }
            all.renew();
            if (!connections.at(descriptor).serve(all)) {
                connections.erase(descriptor);
                close(descriptor);
            }
        });
    }
}
