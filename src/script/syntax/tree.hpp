#pragma once

#include "script/syntax/ast.hpp"

#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace bounce::script {

/// Owns what a parse made: a copy of the source, and the nodes that look into it. It can be moved; the
/// nodes stay where they are.
class syntax_tree {
public:
    syntax_tree(std::string_view source, std::string_view file_name);

    [[nodiscard]] std::string_view source() const noexcept { return source_; }
    [[nodiscard]] std::string_view file_name() const noexcept { return file_name_; }
    [[nodiscard]] const ast::module& root() const noexcept { return root_; }

    // ---- for the parser, and for tests that build a tree by hand

    void set_root(const ast::module& root) noexcept { root_ = root; }

    template <class T>
        requires std::is_trivially_destructible_v<T>
    [[nodiscard]] T* make() {
        return new (arena_->allocate(sizeof(T), alignof(T))) T{};
    }

    template <class T>
        requires std::is_trivially_copyable_v<T>
    [[nodiscard]] ast::list<T> keep(std::span<const T> items) {
        if (items.empty()) return {};
        T* copy = static_cast<T*>(arena_->allocate(items.size_bytes(), alignof(T)));
        std::uninitialized_copy(items.begin(), items.end(), copy);
        return {copy, items.size()};
    }
    template <class T>
    [[nodiscard]] ast::list<T> keep(const std::vector<T>& items) {
        return keep(std::span<const T>{items});
    }
    [[nodiscard]] std::string_view keep(std::string_view text);

private:
    std::unique_ptr<std::pmr::monotonic_buffer_resource> arena_;
    std::string_view source_;
    std::string_view file_name_;
    ast::module root_;
};

}  // namespace bounce::script
