#pragma once

#include "script/natives/indexing.hpp"
#include "script/natives/operators.hpp"
#include "script/values/array.hpp"
#include "script/values/blob.hpp"
#include "script/values/fn.hpp"
#include "script/values/map.hpp"
#include "script/values/range.hpp"
#include "script/values/string.hpp"
#include "script/values/walks.hpp"

#include "bounce/script/native_table.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bounce::script {

/// A heap, a context and the standard library. When it ends, every byte must be back.
class native_test : public ::testing::Test {
protected:
    native_test() { add_standard_library(table); }
    ~native_test() override {
        EXPECT_EQ(heap.objects(), 0U);
        EXPECT_EQ(heap.used_bytes(), 0U);
    }

    value text(std::string_view s) { return make_string(&heap, s); }
    static value number(std::int64_t i) { return value::integer(i); }
    static value number(double f) { return value::floating(f); }
    static value letter(char32_t c) { return value::character(c); }
    static value truth(bool b) { return value::boolean(b); }
    value array(std::vector<value> items) { return make_array(&heap, std::move(items)); }
    value ints(std::initializer_list<std::int64_t> items) {
        std::vector<value> all;
        for (const std::int64_t i : items) all.push_back(value::integer(i));
        return array(std::move(all));
    }
    value bytes(std::vector<std::uint8_t> content) { return make_blob(&heap, std::move(content)); }
    value range(std::int64_t begin, std::int64_t end, bool inclusive = false) {
        return make_range(&heap, begin, end, inclusive);
    }
    value map(std::initializer_list<std::pair<const char*, value>> entries) {
        value m = make_map(&heap);
        for (const auto& [key, item] : entries) as<map_object>(m).set(text(key), item);
        return m;
    }

    /// The result of a native as `debug` shows it, or "ErrorKind: message".
    std::string call(std::string_view name, std::vector<value> args) {
        return shown(table.call(context, name, args));
    }
    /// The first argument after a mutating native, behind the result if that is not ().
    std::string change(std::string_view name, std::vector<value> args) {
        const auto result = table.call(context, name, args);
        if (!result || result->is_unit()) return result ? to_debug_text(args[0]) : shown(result);
        return to_debug_text(*result) + " of " + to_debug_text(args[0]);
    }
    std::string apply(binary_operator op, const value& a, const value& b) {
        return shown(binary(context, op, a, b));
    }
    static std::string shown(const fallible<value>& result) {
        if (result) return to_debug_text(*result);
        return std::string{error_name(result.error().kind())} + ": " + result.error().message();
    }

    heap_account heap;
    native_context context{heap, {}};
    native_table table;
};

}  // namespace bounce::script
