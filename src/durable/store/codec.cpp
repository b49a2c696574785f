#include "durable/store/codec.hpp"

#include "bounce/durable/errc.hpp"

#include <cstddef>
#include <cstdint>

namespace bounce::durable {

namespace {

constexpr std::uint8_t format = 1;

class writer {
public:
    writer() { byte(format); }

    void byte(std::uint8_t b) { out_.push_back(static_cast<std::byte>(b)); }
    void number(std::uint64_t n) {
        for (; n >= 0x80; n >>= 7) byte(static_cast<std::uint8_t>(n | 0x80));
        byte(static_cast<std::uint8_t>(n));
    }
    void blob(bytes_view b) {
        number(b.size());
        out_.insert(out_.end(), b.begin(), b.end());
    }
    void text(std::string_view t) { blob(as_bytes(t)); }
    void flag(bool b) { byte(b ? 1 : 0); }
    void raw(bytes_view b) { out_.insert(out_.end(), b.begin(), b.end()); }

    [[nodiscard]] bytes take() { return std::move(out_); }

private:
    bytes out_;
};

/// Reads what a writer wrote. After the first thing that is not there it reads only zeros, so that one
/// look at `ended_well` at the end is enough.
class reader {
public:
    explicit reader(bytes_view in) : in_{in} { good_ = byte() == format; }

    std::uint8_t byte() {
        if (in_.empty()) {
            good_ = false;
            return 0;
        }
        const auto b = static_cast<std::uint8_t>(in_.front());
        in_ = in_.subspan(1);
        return b;
    }
    std::uint64_t number() {
        std::uint64_t n = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto b = byte();
            n |= std::uint64_t{b & 0x7fU} << shift;
            if ((b & 0x80) == 0) return n;
        }
        good_ = false;
        return 0;
    }
    bytes_view view() {
        const auto size = number();
        if (size > in_.size()) {
            good_ = false;
            in_ = {};
            return {};
        }
        const auto found = in_.first(static_cast<std::size_t>(size));
        in_ = in_.subspan(static_cast<std::size_t>(size));
        return found;
    }
    bytes blob() { return to_bytes(view()); }
    std::string text() { return std::string{as_text(view())}; }
    bool flag() { return byte() != 0; }
    void raw(std::span<std::uint8_t> into) {
        for (auto& b : into) b = byte();
    }
    /// How many elements follow; each takes at least one byte, so more than are left is nonsense.
    std::size_t count() {
        const auto n = number();
        if (n > in_.size()) good_ = false;
        return good_ ? static_cast<std::size_t>(n) : 0;
    }
    /// The value of an enum whose last one is `last`.
    template <class E>
    E choice(E last) {
        const auto b = byte();
        if (b > static_cast<std::uint8_t>(last)) good_ = false;
        return good_ ? static_cast<E>(b) : E{};
    }

    [[nodiscard]] bool ended_well() const noexcept { return good_ && in_.empty(); }

private:
    bytes_view in_;
    bool good_ = true;
};

template <class T>
result<T> finish(const reader& in, T made, std::string_view what) {
    if (!in.ended_well()) return error{errc::corrupt}.in("read", what);
    return made;
}

void put(writer& out, const failure& why) {
    out.text(why.kind);
    out.text(why.message);
    out.blob(why.value);
    out.text(why.trace);
    out.text(why.key);
    out.flag(why.maybe_done);
    out.flag(why.final);
}

failure get_failure(reader& in) {
    failure why;
    why.kind = in.text();
    why.message = in.text();
    why.value = in.blob();
    why.trace = in.text();
    why.key = in.text();
    why.maybe_done = in.flag();
    why.final = in.flag();
    return why;
}

void put(writer& out, const outcome& how) {
    out.flag(how.succeeded());
    if (how.succeeded())
        out.blob(how.value());
    else
        put(out, how.why());
}

outcome get_outcome(reader& in) {
    if (in.flag()) return in.blob();
    return get_failure(in);
}

void put(writer& out, const step_policy& policy) {
    out.number(policy.tries);
    out.number(static_cast<std::uint64_t>(policy.backoff.count()));
    out.number(static_cast<std::uint64_t>(policy.max_backoff.count()));
    out.number(static_cast<std::uint64_t>(policy.timeout.count()));
    out.flag(policy.at_most_once);
    out.number(policy.no_retry.size());
    for (const auto& kind : policy.no_retry) out.text(kind);
    out.byte(static_cast<std::uint8_t>(policy.when_left));
}

step_policy get_policy(reader& in) {
    const auto duration = [&in] { return nanoseconds{static_cast<std::int64_t>(in.number())}; };
    step_policy policy;
    policy.tries = static_cast<std::uint32_t>(in.number());
    policy.backoff = duration();
    policy.max_backoff = duration();
    policy.timeout = duration();
    policy.at_most_once = in.flag();
    for (auto n = in.count(); n > 0; --n) policy.no_retry.push_back(in.text());
    policy.when_left = in.choice(on_cancel::abandon);
    return policy;
}

// The numbers of events in stored inboxes.
enum class event_tag : std::uint8_t { started = 0, finished = 1, signal = 2, cancel = 3 };

struct event_writer {
    writer& out;
    void operator()(const delivery::started& e) const {
        tag(event_tag::started);
        out.blob(e.input);
    }
    void operator()(const delivery::finished& e) const {
        tag(event_tag::finished);
        out.number(static_cast<std::uint64_t>(e.operation));
        put(out, e.outcome);
    }
    void operator()(const delivery::signal& e) const {
        tag(event_tag::signal);
        out.text(e.name);
        out.blob(e.payload);
    }
    void operator()(const delivery::cancel& e) const {
        tag(event_tag::cancel);
        out.text(e.reason);
    }
    void tag(event_tag t) const { out.byte(static_cast<std::uint8_t>(t)); }
};

delivery::event get_event(reader& in) {
    switch (in.choice(event_tag::cancel)) {
        case event_tag::started: return delivery::started{in.blob()};
        case event_tag::finished: {
            delivery::finished e;
            e.operation = static_cast<operation_number>(in.number());
            e.outcome = get_outcome(in);
            return e;
        }
        case event_tag::signal: {
            delivery::signal e;
            e.name = in.text();
            e.payload = in.blob();
            return e;
        }
        case event_tag::cancel: return delivery::cancel{in.text()};
    }
    return {};
}

}  // namespace

bytes encode(const command::step& step) {
    writer out;
    out.text(step.name);
    out.byte(static_cast<std::uint8_t>(step.body.what));
    out.raw(std::as_bytes(std::span{step.body.module.bytes}));
    out.text(step.body.function);
    out.blob(step.body.arguments);
    put(out, step.policy);
    out.text(step.key);
    return out.take();
}

result<command::step> decode_step(operation_number number, bytes_view text) {
    reader in{text};
    command::step step;
    step.number = number;
    step.name = in.text();
    step.body.what = in.choice(operation_body::kind::host_call);
    in.raw(step.body.module.bytes);
    step.body.function = in.text();
    step.body.arguments = in.blob();
    step.policy = get_policy(in);
    step.key = in.text();
    return finish(in, std::move(step), "the request of a step");
}

bytes encode(const outcome& how) {
    writer out;
    put(out, how);
    return out.take();
}

result<outcome> decode_outcome(bytes_view text) {
    reader in{text};
    auto how = get_outcome(in);
    return finish(in, std::move(how), "an outcome");
}

bytes encode(const delivery::event& what) {
    writer out;
    std::visit(event_writer{out}, what);
    return out.take();
}

result<delivery::event> decode_event(bytes_view text) {
    reader in{text};
    auto what = get_event(in);
    return finish(in, std::move(what), "an entry of an inbox");
}

bytes encode(const std::map<std::string, std::string>& attributes) {
    writer out;
    out.number(attributes.size());
    for (const auto& [name, value] : attributes) {
        out.text(name);
        out.text(value);
    }
    return out.take();
}

result<std::map<std::string, std::string>> decode_attributes(bytes_view text) {
    reader in{text};
    std::map<std::string, std::string> attributes;
    for (auto n = in.count(); n > 0; --n) {
        auto name = in.text();
        attributes[std::move(name)] = in.text();
    }
    return finish(in, std::move(attributes), "the attributes of a run");
}

bytes encode(const std::vector<std::string>& names) {
    writer out;
    out.number(names.size());
    for (const auto& name : names) out.text(name);
    return out.take();
}

result<std::vector<std::string>> decode_names(bytes_view text) {
    reader in{text};
    std::vector<std::string> names;
    for (auto n = in.count(); n > 0; --n) names.push_back(in.text());
    return finish(in, std::move(names), "a list of names");
}

}  // namespace bounce::durable
