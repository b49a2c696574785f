#pragma once

#include "bounce/script/native_context.hpp"

#include <string>

namespace bounce::script {

struct isolate_state;

/// What natives see of the isolate that calls them.
class machine_context final : public native_context {
public:
    explicit machine_context(isolate_state& state) noexcept;

    [[nodiscard]] bool accepts(const fn_object& f, std::size_t arguments) const override;
    [[nodiscard]] bool is_scripted(const fn_object& f, std::size_t arguments) const override;
    void log(log_level level, std::string text) override;

private:
    isolate_state& state_;
};

}  // namespace bounce::script
