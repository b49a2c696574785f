#pragma once

#include <cstdint>
#include <string>

namespace bounce {

/// A task or a job that has not ended, and why.
struct unfinished {
    std::uint64_t id = 0;
    std::string name;
    std::string waits_for;  ///< "sleep", "a lock", …; "running" or "ready" if it waits for nothing
    std::string
        place;  ///< "file.cpp:12" of the innermost wait, then " < " and where that was awaited
};

/// One line: `task 7 "reader" waits for a lock at file.cpp:12`.
[[nodiscard]] std::string describe(const unfinished& what);

}  // namespace bounce
