#pragma once

#include <csignal>

namespace bounce::minimio::sys {

// Throws away the SIGPIPE that a write of this thread has just raised and that the mask holds back.
// `only_sigpipe` is the set with nothing else in it. Never waits.
void discard_sigpipe(const ::sigset_t& only_sigpipe) noexcept;

}  // namespace bounce::minimio::sys
