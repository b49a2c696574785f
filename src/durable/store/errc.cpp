#include "bounce/durable/errc.hpp"

#include <string>

namespace bounce::durable {

namespace {

class category final : public std::error_category {
public:
    const char* name() const noexcept override { return "durable"; }

    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
            case errc::run_not_found: return "there is no such run";
            case errc::run_finished: return "the run has ended";
            case errc::already_exists: return "a run with this id exists";
            case errc::fenced: return "somebody else holds it now";
            case errc::store_newer:
                return "the store was written by a newer version of bounce; use that one";
            case errc::store_locked: return "the store is locked by another program";
            case errc::not_a_store: return "this is not a bounce store";
            case errc::outcome_unknown: return "the store did not say whether it took effect";
            case errc::corrupt: return "the store contradicts itself";
            case errc::code_missing: return "the store does not have this code";
            case errc::inbox_full: return "the run has too many undelivered signals";
            case errc::bad_state: return "the state of the run cannot be read";
            case errc::program_missing: return "nothing here can execute this kind of program";
        }
        return "unknown error " + std::to_string(value);
    }
};

}  // namespace

const std::error_category& durable_category() noexcept {
    static const category instance;
    return instance;
}

std::error_code make_error_code(errc code) noexcept {
    return {static_cast<int>(code), durable_category()};
}

}  // namespace bounce::durable
