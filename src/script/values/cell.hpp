#pragma once

#include "script/values/object.hpp"

namespace bounce::script {

/// A captured variable that functions share. While a method runs on a place inside it, it is borrowed
/// and any other access is ErrorDataRace. The content is never itself a cell.
struct cell_object : rooted_object {
    value content;
    bool borrowed = false;
    bool constant = false;  ///< a copy that a step captured: changing it is an error

    cell_object(heap_account* owner, value first) noexcept
        : rooted_object{owner, kind::cell}, content{std::move(first)} {}
};

[[nodiscard]] inline value make_cell(heap_account* owner, value content) {
    return create<cell_object>(owner, std::move(content));
}

}  // namespace bounce::script
