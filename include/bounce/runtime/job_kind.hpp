#pragma once

namespace bounce {

/// What kind of work a job or a source is, in words for people: "file read", "encrypt". Only a string
/// literal makes one, so it is valid for ever and costs nothing to keep in a trace.
class job_kind {
public:
    consteval job_kind(const char* literal) noexcept
        : name_{literal} {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] constexpr const char* name() const noexcept { return name_; }

private:
    const char* name_;
};

}  // namespace bounce
