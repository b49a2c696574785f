#include "bounce/base/error.hpp"

#include "bounce/base/threads.hpp"

#include <cerrno>
#include <cstddef>
#include <new>

namespace bounce {

namespace {

class category final : public std::error_category {
public:
    const char* name() const noexcept override { return "bounce"; }

    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
            case errc::cancelled: return "cancelled";
            case errc::closed: return "closed";
            case errc::would_block: return "would block";
            case errc::timed_out: return "timed out";
            case errc::stalled: return "stalled: tasks wait for something that can never happen";
            case errc::limit_exceeded: return "limit exceeded";
            case errc::invalid_argument: return "invalid argument";
            case errc::already_registered: return "already registered";
            case errc::not_registered: return "not registered";
            case errc::no_runtime: return "no runtime runs on this thread";
            case errc::already_joined: return "already joined";
            case errc::end_of_input: return "unexpected end of input";
            case errc::malformed: return "malformed";
            case errc::unsupported: return "not supported here";
            case errc::not_found: return "not found";
            case errc::type_mismatch: return "wrong type";
            case errc::exception: return "an exception was thrown";
        }
        return "unknown error " + std::to_string(value);
    }

    std::error_condition default_error_condition(int value) const noexcept override {
        switch (static_cast<errc>(value)) {
            case errc::cancelled: return std::errc::operation_canceled;
            case errc::would_block: return std::errc::operation_would_block;
            case errc::timed_out: return std::errc::timed_out;
            case errc::invalid_argument: return std::errc::invalid_argument;
            case errc::unsupported: return std::errc::not_supported;
            default: return {value, *this};
        }
    }
};

}  // namespace

const std::error_category& bounce_category() noexcept {
    // It is never destroyed: errors are compared until the very end, and to be destroyed at exit it would
    // have to be registered, which may allocate, and that in whatever call is the first to fail.
    alignas(category) static std::byte place[sizeof(category)];
    static const category& instance = *::new (place) category;
    return instance;
}

std::error_code make_error_code(errc code) noexcept {
    return {static_cast<int>(code), bounce_category()};
}

// The reference count is the only thing that threads share: it is raised with relaxed order (whoever
// copies already holds a reference) and lowered with acq_rel, so that the last owner sees every use
// before it frees.
struct error::shared_context {
    shared_context(const std::error_category& c, std::string t)
        : category{&c}, text{std::move(t)} {}

    const std::error_category* category;
    std::string text;
    atomic<std::uint32_t> references{1};
};

error::error(int value, const std::error_category& category) noexcept
    : word_{reinterpret_cast<std::uintptr_t>(&category)}, value_{value} {}

error::error(errc code) noexcept : error{static_cast<int>(code), bounce_category()} {}
error::error(std::error_code code) noexcept : error{code.value(), code.category()} {}
error::error(std::errc code) noexcept : error{static_cast<int>(code), std::generic_category()} {}

error error::last_system_error() noexcept { return {errno, std::system_category()}; }

error::shared_context* error::shared() const noexcept {
    return (word_ & 1U) != 0 ? reinterpret_cast<shared_context*>(word_ & ~std::uintptr_t{1})
                             : nullptr;
}

error::error(const error& other) noexcept : word_{other.word_}, value_{other.value_} {
    if (auto* s = shared()) s->references.fetch_add(1, memory_order_relaxed);
}

error::error(error&& other) noexcept : word_{other.word_}, value_{other.value_} {
    // The moved-from error keeps its code: reading it stays meaningful, and it owns nothing.
    other.word_ = reinterpret_cast<std::uintptr_t>(&category());
}

error& error::operator=(const error& other) noexcept {
    error copy{other};
    return *this = std::move(copy);
}

error& error::operator=(error&& other) noexcept {
    std::swap(word_, other.word_);
    std::swap(value_, other.value_);
    return *this;
}

error::~error() {
    if (auto* s = shared(); s != nullptr && s->references.fetch_sub(1, memory_order_acq_rel) == 1)
        delete s;
}

const std::error_category& error::category() const noexcept {
    if (const auto* s = shared()) return *s->category;
    return *reinterpret_cast<const std::error_category*>(word_);
}

std::string_view error::context() const noexcept {
    const auto* s = shared();
    return s != nullptr ? std::string_view{s->text} : std::string_view{};
}

error error::in(std::string_view phrase) const noexcept {
    try {
        std::string text{phrase};
        if (const auto old = context(); !old.empty()) text.append(": ").append(old);
        error with{value_, category()};
        with.word_ =
            reinterpret_cast<std::uintptr_t>(new shared_context{category(), std::move(text)}) | 1U;
        return with;
    } catch (const std::bad_alloc&) {
        return *this;
    }
}

error error::in(std::string_view operation, std::string_view object) const noexcept {
    try {
        std::string phrase{operation};
        phrase.append(" ").append(object);
        return in(phrase);
    } catch (const std::bad_alloc&) {
        return *this;
    }
}

std::string error::message() const {
    auto meaning = category().message(value_);
    const auto where = context();
    if (where.empty()) return meaning;
    return std::string{where}.append(": ").append(meaning);
}

}  // namespace bounce
