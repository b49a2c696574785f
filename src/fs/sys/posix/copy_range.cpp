#include "fs/sys/file_calls.hpp"

namespace bounce::fs::sys {

result<std::size_t> copy_range(handle, handle, std::size_t) { return errc::unsupported; }

}  // namespace bounce::fs::sys
