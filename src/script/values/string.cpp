#include "script/values/string.hpp"

#include "script/values/utf8.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace bounce::script {

string_object* string_object::allocate(heap_account* owner, std::size_t capacity) {
    void* const room = ::operator new(sizeof(string_object) + capacity);
    auto* const made = new (room) string_object{owner};
    made->capacity = capacity;
    object_access::born(*made, made->allocated_bytes());
    return made;
}

void string_object::free(string_object* s) noexcept {
    heap_account* const account = s->account;
    const std::size_t bytes = s->allocated_bytes();
    s->~string_object();
    ::operator delete(s);
    object_access::gone(account, bytes);
}

namespace {

void put(string_object& s, std::string_view tail) noexcept {
    if (tail.empty()) return;
    std::memcpy(s.data() + s.size, tail.data(), tail.size());
    s.size += tail.size();
    s.characters += count_code_points(tail);
}

}  // namespace

value make_string(heap_account* owner, std::string_view utf8) {
    if (utf8.size() <= value::short_string_bytes) return value::short_string(utf8);
    string_object* const made = string_object::allocate(owner, utf8.size());
    put(*made, utf8);
    return value::adopt(made);
}

value join_text(heap_account* owner, std::string_view a, std::string_view b) {
    const std::size_t size = a.size() + b.size();
    if (size <= value::short_string_bytes) {
        char room[value::short_string_bytes];
        std::copy(a.begin(), a.end(), room);
        std::copy(b.begin(), b.end(), room + a.size());
        return value::short_string({room, size});
    }
    string_object* const made = string_object::allocate(owner, size);
    put(*made, a);
    put(*made, b);
    return value::adopt(made);
}

void append_text(heap_account* owner, value& s, std::string_view tail) {
    const std::string_view head = s.text();
    const std::size_t size = head.size() + tail.size();
    if (size <= value::short_string_bytes) {
        s = join_text(owner, head, tail);
        return;
    }
    if (s.is(kind::string)) {
        auto& old = as<string_object>(s);
        if (old.unique() && old.capacity >= size) {
            old.stored = 0;
            put(old, tail);
            return;
        }
    }
    // Half as much again, so that a string that grows by pieces is copied a few times only.
    string_object* const made = string_object::allocate(owner, size + size / 2);
    put(*made, head);
    put(*made, tail);
    s = value::adopt(made);
}

std::size_t count_characters(const value& s) noexcept {
    if (s.is(kind::string)) return as<string_object>(s).characters;
    return count_code_points(s.text());
}

}  // namespace bounce::script
