#include "cli/sys/this_program.hpp"

namespace bounce::cli {

std::string this_program() { return "/proc/self/exe"; }

}  // namespace bounce::cli
