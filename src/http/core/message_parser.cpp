// The incremental parser of both directions. Our own code frames the stream (where does a head, a chunk
// line, a body end?), checks what it framed strictly, and then puts it through Boost.Beast's parser,
// which has the last word: what either of the two refuses is refused.

#include "http/core/head_check.hpp"
#include "http/core/line_scanner.hpp"
#include "http/core/refusal.hpp"

#include "bounce/http/request_parser.hpp"
#include "bounce/http/response_parser.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <expected>
#include <string>
#include <utility>

namespace bounce::http {

namespace {

namespace beast = boost::beast;
using core::framing;
using core::line_scanner;
using core::refusal;

template <class T>
using checked = std::expected<T, refusal>;

std::unexpected<refusal> refuse(std::string_view why) { return std::unexpected{refusal{why}}; }

std::string_view view_of(beast::string_view s) noexcept { return {s.data(), s.size()}; }

version version_of(int number) noexcept {
    return number == 10 ? version::http_1_0 : version::http_1_1;
}

// Beast's parser, writing what it reads straight into a head. One message each: it cannot be re-used.
template <class Head>
class reader final : public beast::http::basic_parser<std::is_same_v<Head, request_head>> {
    using base = beast::http::basic_parser<std::is_same_v<Head, request_head>>;
    using code = beast::error_code;

public:
    reader(Head& head, headers& trailers) noexcept : head_{head}, trailers_{trailers} {
        this->body_limit(boost::none);  // ours is checked before, and differently for streams
        this->header_limit(std::numeric_limits<std::uint32_t>::max());
    }

    // Puts one unit (a head, a chunk line, the end of the body, a piece of it) through the parser.
    [[nodiscard]] bool accepts(std::string_view unit) {
        code ec;
        const auto used = this->put(boost::asio::const_buffer{unit.data(), unit.size()}, ec);
        return !ec && used == unit.size();
    }

private:
    void on_request_impl(beast::http::verb, beast::string_view name, beast::string_view target,
                         int number, code& ec) override {
        if constexpr (std::is_same_v<Head, request_head>) {
            const auto m = method::parse(view_of(name));
            if (!m) {
                ec = beast::http::error::bad_method;
                return;
            }
            head_.method = *m;
            head_.target.assign(target.data(), target.size());
            head_.version = version_of(number);
        }
    }
    void on_response_impl(int number, beast::string_view reason, int version_number,
                          code&) override {
        if constexpr (std::is_same_v<Head, response_head>) {
            head_.status = static_cast<status>(number);
            head_.reason.assign(reason.data(), reason.size());
            head_.version = version_of(version_number);
        }
    }
    void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value,
                       code&) override {
        (head_done_ ? trailers_ : head_.headers).add(view_of(name), view_of(value));
    }
    void on_header_impl(code&) override { head_done_ = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, code&) override {}
    std::size_t on_body_impl(beast::string_view piece, code&) override { return piece.size(); }
    void on_chunk_header_impl(std::uint64_t, beast::string_view, code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view piece, code&) override {
        return piece.size();
    }
    void on_finish_impl(code&) override {}

    Head& head_;
    headers& trailers_;
    bool head_done_ = false;
};

// What the next byte belongs to.
enum class stage : std::uint8_t {
    between,     // nothing yet, or the empty line in front of a message
    head,        // the head, up to its empty line
    head_given,  // the event `head` has been reported, nothing after it is read
    sized_body,  // `left_` bytes of body
    chunk_line,  // the line in front of a chunk (and the end of the chunk before)
    chunk,       // `left_` bytes of a chunk
    trailers,    // after the last chunk
    open_body,   // everything until the connection ends
    complete,    // the whole message is read, the event is still to be reported
    ended,       // the connection carries no further message
    failed
};

template <class Head>
class message_parser {
    static constexpr bool is_request = std::is_same_v<Head, request_head>;

public:
    explicit message_parser(const parse_options& options) : options_{options} {}
    message_parser(const message_parser&) = delete;
    message_parser& operator=(const message_parser&) = delete;

    [[nodiscard]] result<parse_step> parse(bytes_view input) {
        if (stage_ != stage::failed) {
            auto next = advance(as_text(input));
            if (next) return *next;
            stage_ = stage::failed;
            refusal_ = next.error();
            forget();
        }
        return failure();
    }

    // True if that ends a body which lasts as long as the connection.
    [[nodiscard]] result<bool> finish() {
        switch (stage_) {
            case stage::between:
            case stage::ended: stage_ = stage::ended; return false;
            case stage::open_body:
                stage_ = stage::ended;
                reader_.reset();
                return true;
            case stage::failed: return failure();
            default:
                stage_ = stage::failed;
                refusal_ = {"the connection ended inside the message", status::bad_request,
                            errc::end_of_input};
                forget();
                return failure();
        }
    }

    [[nodiscard]] bool inside_message() const noexcept {
        return stage_ != stage::between && stage_ != stage::ended && stage_ != stage::failed;
    }

    void answers(const method& m) noexcept { answered_ = m; }
    [[nodiscard]] status answer_to_refusal() const noexcept { return refusal_.answer; }
    [[nodiscard]] const Head& head() const noexcept { return head_; }
    [[nodiscard]] Head take_head() noexcept { return std::exchange(head_, Head{}); }
    [[nodiscard]] const headers& trailers() const noexcept { return trailers_; }
    [[nodiscard]] bool keep_alive() const noexcept { return keep_alive_; }
    [[nodiscard]] std::optional<std::uint64_t> body_size() const noexcept {
        if (framing_.kind == framing::none || framing_.kind == framing::length)
            return framing_.length;
        return std::nullopt;
    }

private:
    using step = checked<parse_step>;

    [[nodiscard]] error failure() const {
        return error{refusal_.code}.in(
            std::string{is_request ? "read HTTP request: " : "read HTTP response: "}.append(
                refusal_.why));
    }

    static parse_step at(parse_event event, std::size_t consumed) {
        parse_step s;
        s.event = event;
        s.consumed = consumed;
        return s;
    }

    // Goes on until there is an event to report. A stage that returns nothing has moved `used` and
    // the stage forward; one that needs more input has used all of it.
    [[nodiscard]] step advance(std::string_view input) {
        std::size_t used = 0;
        for (;;) {
            const auto rest = input.substr(used);
            switch (stage_) {
                case stage::complete: {
                    stage_ = keep_alive_ ? stage::between : stage::ended;
                    return at(parse_event::message_complete, used);
                }
                case stage::head_given: after_head(); continue;
                default: break;
            }
            if (rest.empty()) return at(parse_event::need_more, used);
            checked<std::size_t> taken = std::size_t{0};
            switch (stage_) {
                case stage::between: taken = read_between(rest); break;
                case stage::head: taken = read_head(rest); break;
                case stage::chunk_line: taken = read_chunk_line(rest); break;
                case stage::trailers: taken = read_trailers(rest); break;
                case stage::ended: return refuse("bytes after the last message of the connection");
                default: return read_body(rest, used);
            }
            if (!taken) return std::unexpected{taken.error()};
            used += *taken;
            if (stage_ == stage::head_given) return at(parse_event::head, used);
        }
    }

    // --- start and head ----------------------------------------------------------------------------

    // One empty line may stand in front of a message: some peers send one after a body.
    checked<std::size_t> read_between(std::string_view input) {
        switch (std::exchange(empty_line_, empty_line::none)) {
            case empty_line::none:
                if (input.front() != '\r') break;
                empty_line_ = empty_line::begun;
                return 1;
            case empty_line::begun:
                if (input.front() != '\n') return refuse("CR without LF");
                empty_line_ = empty_line::skipped;
                return 1;
            case empty_line::skipped:
                if (input.front() == '\r') return refuse("empty lines in front of a message");
                break;
        }
        head_.headers.clear();
        trailers_.clear();
        framing_ = {};
        body_bytes_ = 0;
        extension_bytes_ = 0;
        reader_.emplace(head_, trailers_);
        begin_lines(line_scanner::until::empty_line, stage::head);
        return 0;
    }

    void begin_lines(line_scanner::until end, stage next) {
        scanner_ = line_scanner{end};
        stage_ = next;
    }

    // Collects lines until the scanner has found their end: in the input itself if they lie there in
    // one piece, else in pending_. `block` is empty while there is more to come.
    checked<std::size_t> collect(std::string_view input, std::size_t max_bytes,
                                 const refusal& too_large, std::string_view& block) {
        const auto window = input.substr(0, max_bytes - std::min(max_bytes, pending_.size()));
        const auto found = scanner_.scan(window);
        if (!found) return std::unexpected{found.error()};
        if (found->complete && pending_.empty()) {
            block = window.substr(0, found->size);
            return found->size;
        }
        pending_.append(window.substr(0, found->size));
        if (found->complete)
            block = pending_;
        else if (pending_.size() >= max_bytes)
            return std::unexpected{too_large};
        return found->size;
    }

    checked<std::size_t> read_head(std::string_view input) {
        static constexpr refusal too_large{"a head that is too large",
                                           status::request_header_fields_too_large,
                                           errc::limit_exceeded};
        std::string_view block;
        const auto taken = collect(input, options_.max_header_bytes, too_large, block);
        if (!taken || block.empty()) return taken;
        const auto checked_framing =
            is_request ? core::check_request_head(block, options_.max_header_fields)
                       : core::check_response_head(block, options_.max_header_fields);
        if (!checked_framing) return std::unexpected{checked_framing.error()};
        framing_ = *checked_framing;
        if (const auto good = prepare_body(block); !good) return std::unexpected{good.error()};
        if (!accepts_head(block)) return refuse("a head that is not well-formed");
        finish_framing();
        pending_ = {};
        stage_ = stage::head_given;
        return taken;
    }

    [[nodiscard]] bool accepts_head(std::string_view block) {
        // "HTTP/1.1 200" ends without the space that the parser insists on.
        static constexpr std::size_t space_at = 12;
        if (is_request || block[space_at] == ' ') return reader_->accepts(block);
        return reader_->accepts(std::string{block}.insert(space_at, 1, ' '));
    }

    // Before the parser sees the head: it has to know which responses have no body.
    checked<void> prepare_body(std::string_view block) {
        if constexpr (!is_request) {
            const auto number = static_cast<status>((block[9] - '0') * 100 +
                                                    (block[10] - '0') * 10 + (block[11] - '0'));
            const bool bodiless = is_bodiless(number) || answered_ == method::head ||
                                  (answered_ == method::connect && is_success(number));
            if (bodiless) {
                reader_->skip(true);
                framing_ = {};
            } else if (framing_.kind == framing::none) {
                framing_.kind = framing::until_close;
            }
            if (!is_informational(number)) answered_ = method::get;
        }
        if (framing_.kind == framing::length && framing_.length > options_.max_body_bytes)
            return std::unexpected{body_too_large()};
        return {};
    }

    void finish_framing() {
        keep_alive_ = head_.keep_alive() && framing_.kind != framing::until_close;
        if constexpr (!is_request) {
            // An interim response says nothing about the connection.
            if (is_informational(head_.status)) keep_alive_ = true;
        }
    }

    void after_head() {
        left_ = framing_.length;
        switch (framing_.kind) {
            case framing::none: finish_message(); break;
            case framing::length:
                if (left_ == 0)
                    finish_message();
                else
                    stage_ = stage::sized_body;
                break;
            case framing::chunked:
                begin_lines(line_scanner::until::one_line, stage::chunk_line);
                break;
            case framing::until_close: stage_ = stage::open_body; break;
        }
    }

    void finish_message() {
        reader_.reset();
        stage_ = stage::complete;
    }

    // --- body --------------------------------------------------------------------------------------

    static refusal body_too_large() {
        return {"a body that is too large", status::content_too_large, errc::limit_exceeded};
    }

    step read_body(std::string_view input, std::size_t used) {
        auto available = stage_ == stage::open_body ? options_.max_body_bytes - body_bytes_ : left_;
        if (available == 0) return std::unexpected{body_too_large()};
        const auto piece = input.substr(
            0, static_cast<std::size_t>(std::min<std::uint64_t>(available, input.size())));
        if (!reader_->accepts(piece)) return refuse("a body that is not well-formed");
        body_bytes_ += piece.size();
        if (stage_ != stage::open_body) {
            left_ -= piece.size();
            if (left_ == 0 && stage_ == stage::sized_body) finish_message();
            if (left_ == 0 && stage_ == stage::chunk)
                begin_lines(line_scanner::until::line_after_empty, stage::chunk_line);
        }
        auto event = at(parse_event::body, used + piece.size());
        event.body = as_bytes(piece);
        return event;
    }

    checked<std::size_t> read_chunk_line(std::string_view input) {
        static constexpr refusal too_large{"a chunk line that is too long", status::bad_request,
                                           errc::limit_exceeded};
        std::string_view block;
        const auto taken = collect(input, limits::http_chunk_line_bytes, too_large, block);
        if (!taken || block.empty()) return taken;
        // The line may lack everything but its own end, which is not the end of the chunk before.
        auto text = block.substr(0, block.size() - 2);
        if (text.starts_with("\r\n")) text.remove_prefix(2);
        const auto line = core::check_chunk_line(text);
        if (!line) return std::unexpected{line.error()};
        extension_bytes_ += line->extension_bytes;
        if (extension_bytes_ > limits::http_chunk_extension_bytes)
            return std::unexpected{refusal{"too many bytes of chunk extensions",
                                           status::bad_request, errc::limit_exceeded}};
        if (line->size > options_.max_body_bytes - body_bytes_)
            return std::unexpected{body_too_large()};
        if (line->size == 0) {
            // The parser wants the last line and the trailers in one piece.
            if (pending_.empty()) pending_ = block;
            last_line_size_ = pending_.size();
            begin_lines(line_scanner::until::empty_line, stage::trailers);
            return taken;
        }
        if (!reader_->accepts(block)) return refuse("a chunk line that is not well-formed");
        pending_ = {};
        left_ = line->size;
        stage_ = stage::chunk;
        return taken;
    }

    checked<std::size_t> read_trailers(std::string_view input) {
        static constexpr refusal too_large{"trailer fields that are too large",
                                           status::request_header_fields_too_large,
                                           errc::limit_exceeded};
        std::string_view block;
        const auto taken =
            collect(input, options_.max_header_bytes + last_line_size_, too_large, block);
        if (!taken || block.empty()) return taken;
        const auto good =
            core::check_trailers(block.substr(last_line_size_), options_.max_header_fields);
        if (!good) return std::unexpected{good.error()};
        if (!reader_->accepts(block)) return refuse("trailer fields that are not well-formed");
        pending_ = {};
        finish_message();
        return taken;
    }

    void forget() {
        reader_.reset();
        pending_ = {};
    }

    enum class empty_line : std::uint8_t { none, begun, skipped };

    parse_options options_;
    stage stage_ = stage::between;
    empty_line empty_line_ = empty_line::none;
    bool keep_alive_ = true;
    method answered_;
    line_scanner scanner_{line_scanner::until::empty_line};
    core::body_framing framing_;
    std::uint64_t left_ = 0;
    std::uint64_t body_bytes_ = 0;
    std::size_t extension_bytes_ = 0;
    std::size_t last_line_size_ = 0;
    refusal refusal_{""};
    std::string pending_;  // the part of a head, chunk line or trailers that has arrived so far
    Head head_;
    headers trailers_;
    std::optional<reader<Head>> reader_;
};

}  // namespace

// --- requests --------------------------------------------------------------------------------------

struct request_parser::state : message_parser<request_head> {
    using message_parser::message_parser;
};

request_parser::request_parser(const parse_options& options)
    : state_{std::make_unique<state>(options)} {}
request_parser::request_parser(request_parser&&) noexcept = default;
request_parser& request_parser::operator=(request_parser&&) noexcept = default;
request_parser::~request_parser() = default;

result<parse_step> request_parser::parse(bytes_view input) { return state_->parse(input); }
result<void> request_parser::finish() {
    return state_->finish().transform([](bool) {});
}
bool request_parser::inside_message() const noexcept { return state_->inside_message(); }
status request_parser::refusal() const noexcept { return state_->answer_to_refusal(); }
const request_head& request_parser::head() const noexcept { return state_->head(); }
request_head request_parser::take_head() noexcept { return state_->take_head(); }
std::optional<std::uint64_t> request_parser::body_size() const noexcept {
    return state_->body_size();
}
const headers& request_parser::trailers() const noexcept { return state_->trailers(); }

// --- responses -------------------------------------------------------------------------------------

struct response_parser::state : message_parser<response_head> {
    using message_parser::message_parser;
};

response_parser::response_parser(const parse_options& options)
    : state_{std::make_unique<state>(options)} {}
response_parser::response_parser(response_parser&&) noexcept = default;
response_parser& response_parser::operator=(response_parser&&) noexcept = default;
response_parser::~response_parser() = default;

void response_parser::answers(const method& m) noexcept { state_->answers(m); }
result<parse_step> response_parser::parse(bytes_view input) { return state_->parse(input); }
result<bool> response_parser::finish() { return state_->finish(); }
bool response_parser::inside_message() const noexcept { return state_->inside_message(); }
const response_head& response_parser::head() const noexcept { return state_->head(); }
response_head response_parser::take_head() noexcept { return state_->take_head(); }
std::optional<std::uint64_t> response_parser::body_size() const noexcept {
    return state_->body_size();
}
bool response_parser::keep_alive() const noexcept { return state_->keep_alive(); }
const headers& response_parser::trailers() const noexcept { return state_->trailers(); }

}  // namespace bounce::http
