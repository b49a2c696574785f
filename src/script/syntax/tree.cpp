#include "script/syntax/tree.hpp"

#include <cstring>

namespace bounce::script {

syntax_tree::syntax_tree(std::string_view source, std::string_view file_name)
    : arena_{std::make_unique<std::pmr::monotonic_buffer_resource>(4 * source.size() + 1024)} {
    source_ = keep(source);
    file_name_ = keep(file_name);
}

std::string_view syntax_tree::keep(std::string_view text) {
    if (text.empty()) return {};
    char* copy = static_cast<char*>(arena_->allocate(text.size(), 1));
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
}

}  // namespace bounce::script

namespace bounce::script::ast {

std::string_view spelling(binary_op op) noexcept {
    switch (op) {
        case binary_op::add: return "+";
        case binary_op::subtract: return "-";
        case binary_op::multiply: return "*";
        case binary_op::divide: return "/";
        case binary_op::remainder: return "%";
        case binary_op::power: return "**";
        case binary_op::shift_left: return "<<";
        case binary_op::shift_right: return ">>";
        case binary_op::bit_and: return "&";
        case binary_op::bit_or: return "|";
        case binary_op::bit_xor: return "^";
        case binary_op::equal: return "==";
        case binary_op::not_equal: return "!=";
        case binary_op::less: return "<";
        case binary_op::less_equal: return "<=";
        case binary_op::greater: return ">";
        case binary_op::greater_equal: return ">=";
        case binary_op::both: return "&&";
        case binary_op::either: return "||";
        case binary_op::coalesce: return "??";
        case binary_op::in: return "in";
        case binary_op::not_in: return "!in";
    }
    __builtin_unreachable();
}

std::string_view spelling(unary_op op) noexcept {
    switch (op) {
        case unary_op::minus: return "-";
        case unary_op::plus: return "+";
        case unary_op::negate: return "!";
    }
    __builtin_unreachable();
}

}  // namespace bounce::script::ast
