#include "script/natives/binding.hpp"

namespace bounce::script {

void add_standard_library(native_table& table) {
    native_registrar l{table};
    add_math(l);
    add_text_of_values(l);
    add_strings(l);
    add_string_splitting(l);
    add_arrays(l);
    add_blobs(l);
    add_maps(l);
    add_ranges(l);
    add_times(l);
    add_functions(l);
    add_json(l);
}

}  // namespace bounce::script
