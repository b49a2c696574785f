#include "suite.hpp"
#include "temporary_folder.hpp"

#include "bounce/durable/sqlite_store.hpp"

namespace bounce::durable {

namespace {

class sqlite_under_test final : public store_under_test {
public:
    std::unique_ptr<store> open(store_environment around) override {
        sqlite_store_options options;
        options.around = std::move(around);
        return open_sqlite_store(folder_.path("store.db"), std::move(options)).value();
    }
    bool keeps() const override { return true; }

private:
    // What is synced is tested elsewhere; here thousands of small commits would wait for the disk.
    temporary_folder folder_ = temporary_folder::in_memory();
};

}  // namespace

std::unique_ptr<store_under_test> make_store_under_test() {
    return std::make_unique<sqlite_under_test>();
}

}  // namespace bounce::durable
