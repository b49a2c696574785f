#include "script/values/fn.hpp"

namespace bounce::script {

value curry(heap_account* owner, const value& fn, const value* first, std::size_t count) {
    const auto& from = as<fn_object>(fn);
    value made =
        create<fn_object>(owner, from.home, from.function, from.parameters, value{from.name});
    auto& to = as<fn_object>(made);
    to.anonymous = from.anonymous;
    to.curried.reserve(from.curried.size() + count);
    to.curried = from.curried;
    to.curried.insert(to.curried.end(), first, first + count);
    to.settle();
    return made;
}

}  // namespace bounce::script
