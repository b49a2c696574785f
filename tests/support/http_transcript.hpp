#pragma once

#include "bounce/http/request_parser.hpp"
#include "bounce/http/response_parser.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace http_transcript {

inline void describe(std::string& log, const bounce::http::headers& fields) {
    for (const auto& field : fields)
        log.append("  ").append(field.name).append(": ").append(field.value).append("\n");
}

inline void describe(std::string& log, const bounce::http::request_head& head) {
    log.append("head ").append(head.method.text()).append(" ").append(head.target).append(" ");
    log.append(head.version == bounce::http::version::http_1_0 ? "1.0\n" : "1.1\n");
    describe(log, head.headers);
}

inline void describe(std::string& log, const bounce::http::response_head& head) {
    log.append("head ").append(std::to_string(bounce::http::to_number(head.status)));
    log.append(" ").append(head.reason);
    log.append(head.version == bounce::http::version::http_1_0 ? " 1.0\n" : " 1.1\n");
    describe(log, head.headers);
}

/// Writes down what a parser reports about bytes that it is given in portions. The pieces of a body are
/// joined, so that the transcript does not depend on the portions.
template <class Parser>
class recorder {
public:
    explicit recorder(const bounce::http::parse_options& options = {}) : parser{options} {}

    /// False once the parser has refused something.
    bool feed(std::string_view portion) {
        while (!failed) {
            auto step = parser.parse(bounce::as_bytes(portion));
            if (!step) {
                end_body();
                log.append("refused: ").append(step.error().message()).append("\n");
                failed = true;
                break;
            }
            portion.remove_prefix(step->consumed);
            consumed += step->consumed;
            if (step->event == bounce::http::parse_event::need_more) {
                leftover = portion.size();
                break;
            }
            record(*step);
        }
        return !failed;
    }

    /// The transcript, with the verdict on the end of the connection.
    std::string finish() {
        auto end = parser.finish();
        if (!failed) {
            end_body();
            if (!end) {
                log.append("cut: ").append(end.error().message()).append("\n");
                failed = true;
            } else if constexpr (!std::is_void_v<typename decltype(end)::value_type>) {
                if (*end) {
                    log.append("complete at the end\n");
                    ++messages;
                }
            }
        }
        return log;
    }

    Parser parser;
    std::string log;
    std::size_t messages = 0;
    std::size_t consumed = 0;
    std::size_t leftover = 0;  ///< must stay 0: need_more means that everything was taken
    bool failed = false;

private:
    void record(const bounce::http::parse_step& step) {
        if (step.event == bounce::http::parse_event::body) {
            body.append(bounce::as_text(step.body));
            return;
        }
        end_body();
        if (step.event == bounce::http::parse_event::head) {
            describe(log, parser.head());
            return;
        }
        log.append("complete\n");
        describe(log, parser.trailers());
        ++messages;
    }

    void end_body() {
        if (!body.empty()) log.append("body ").append(body).append("\n");
        body.clear();
    }

    std::string body;
};

/// The transcript of an input that arrives in two portions, or of one that arrives byte by byte.
template <class Parser>
std::string in_two(std::string_view input, std::size_t at,
                   const bounce::http::parse_options& options = {}) {
    recorder<Parser> r{options};
    if (r.feed(input.substr(0, at))) r.feed(input.substr(at));
    return r.finish();
}

template <class Parser>
std::string byte_by_byte(std::string_view input, const bounce::http::parse_options& options = {}) {
    recorder<Parser> r{options};
    for (std::size_t i = 0; i < input.size() && r.feed(input.substr(i, 1)); ++i) {
    }
    return r.finish();
}

}  // namespace http_transcript
