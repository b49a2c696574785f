#include "bounce/minimio/process_source.hpp"

#include "bounce/base/errc.hpp"

#include <string>

namespace bounce::minimio {

result<process_source> process_source::watch(int process) {
    return error{errc::unsupported}.in("watch process", std::to_string(process));
}

}  // namespace bounce::minimio
