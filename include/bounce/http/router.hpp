#pragma once

#include "bounce/http/handler.hpp"
#include "bounce/http/method.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bounce::http {

/// Which handler answers which method and path.
///
///     http::router routes;
///     routes.get("/", [](http::request&) { return http::response::text("Hello"); });
///     routes.get("/users/:id", show_user);          // r.param("id")
///     routes.get("/files/*path", send_file);        // r.param("path"): "a/b.txt"
///     routes.post("/users", create_user);
///
/// A pattern is a path whose segments are text, `:name` (any one segment that is not empty) or, at its
/// end, `*name` (the rest of the path, which may be empty). Where several match, text goes before
/// `:name`, and that before `*name`, segment by segment from the left. "/a" and "/a/" are different.
/// Paths are compared decoded and in normal form; no `..` reaches a handler, and a `*name` whose
/// segments hold an encoded slash or NUL is answered 400.
///
/// HEAD is answered by the GET handler, without its body, unless it has one of its own. A path that is
/// known for other methods only gives 405, with Allow (OPTIONS gives 204, with Allow); an unknown path
/// 404.
///
/// Patterns are part of the program: one that is malformed or was given before ends it with a diagnosis.
class router {
public:
    router();
    router(router&&) noexcept;
    router& operator=(router&&) noexcept;
    ~router();

    router& add(const method& m, std::string_view pattern, handler h);
    router& get(std::string_view pattern, handler h) {
        return add(method::get, pattern, std::move(h));
    }
    router& head(std::string_view pattern, handler h) {
        return add(method::head, pattern, std::move(h));
    }
    router& post(std::string_view pattern, handler h) {
        return add(method::post, pattern, std::move(h));
    }
    router& put(std::string_view pattern, handler h) {
        return add(method::put, pattern, std::move(h));
    }
    router& patch(std::string_view pattern, handler h) {
        return add(method::patch, pattern, std::move(h));
    }
    router& delete_(std::string_view pattern, handler h) {
        return add(method::delete_, pattern, std::move(h));
    }

    /// Answers what no pattern matches, instead of the plain 404.
    router& fallback(handler h);

    /// What `find` found.
    struct match {
        /// Null: no such path, or not for this method.
        const handler* answers = nullptr;
        /// For a path that exists, but not for this method: the methods, for an Allow field.
        std::string allow;
        /// The path cannot be decoded, or a `*name` holds what it must not.
        bool malformed = false;
        /// The places of the pattern with what stands there, decoded. The names belong to the router.
        std::vector<std::pair<std::string_view, std::string>> params;
    };
    /// Looks a path (in normal form, percent-encoded) up; `into` is filled anew, with its memory re-used.
    void find(const method& m, std::string_view path, match& into) const;

private:
    struct node;
    struct search;
    std::unique_ptr<node> root_;
    std::unique_ptr<handler> fallback_;
};

}  // namespace bounce::http
