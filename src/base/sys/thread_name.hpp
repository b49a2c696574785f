#pragma once

#include <string>

namespace bounce::sys {

/// Tells the operating system the calling thread's name, cut to what it takes; failure is ignored, the
/// name is for people.
void set_thread_name(const std::string& name) noexcept;

}  // namespace bounce::sys
