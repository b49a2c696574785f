#include "bounce/runtime/trace_sink.hpp"

#include <memory>
#include <utility>

namespace bounce {

namespace {

class pair_of_sinks final : public trace_sink {
public:
    pair_of_sinks(std::shared_ptr<trace_sink> a, std::shared_ptr<trace_sink> b) noexcept
        : first_{std::move(a)}, second_{std::move(b)} {}

    void write(const trace_event& event) noexcept override {
        first_->write(event);
        second_->write(event);
    }
    void flush() noexcept override {
        first_->flush();
        second_->flush();
    }

private:
    std::shared_ptr<trace_sink> first_;
    std::shared_ptr<trace_sink> second_;
};

}  // namespace

std::shared_ptr<trace_sink> both_traces(std::shared_ptr<trace_sink> a,
                                        std::shared_ptr<trace_sink> b) {
    if (a == nullptr) return b;
    if (b == nullptr) return a;
    return std::make_shared<pair_of_sinks>(std::move(a), std::move(b));
}

}  // namespace bounce
