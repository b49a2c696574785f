#include "fs/sys/directory_calls.hpp"

namespace bounce::fs::sys {

result<unique_handle> open_beneath(handle root, const std::string& name) {
    return walk_beneath(root, name);
}

}  // namespace bounce::fs::sys
