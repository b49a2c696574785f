#include "suite.hpp"

#include "bounce/durable/memory_store.hpp"

namespace bounce::durable {

namespace {

class memory_under_test final : public store_under_test {
public:
    std::unique_ptr<store> open(store_environment around) override {
        return make_memory_store(std::move(around));
    }
    bool keeps() const override { return false; }
};

}  // namespace

std::unique_ptr<store_under_test> make_store_under_test() {
    return std::make_unique<memory_under_test>();
}

}  // namespace bounce::durable
